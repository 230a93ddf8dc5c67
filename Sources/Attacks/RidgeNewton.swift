import Auditing
import Tensors

/// One convex term of a loss at the linear predictor of its row.
struct ConvexTerm {
  /// The term's value.
  let value: Double
  /// Its derivative by the predictor.
  let slope: Double
  /// Its second derivative by the predictor, at least 0.
  let curvature: Double
}

/// Newton's method with step halving on a sum of convex terms of a linear predictor, with a ridge penalty.
///
/// Minimises sum of f_i(w x_i + b) + ridge/2 |w|^2; the intercept b, last of the weights, is not penalised beyond a trace that
/// keeps the system definite. Deterministic: no randomness, the order of the rows.
struct RidgeNewton {
  /// The fall of the loss that a whole step promises, for each row, below which that step is the last.
  ///
  /// It squares the distance to the minimum.
  static let precise = 1e-9
  /// The same where the minimum is only the start of another search.
  static let rough = 1e-4

  private let design: RegressionDesign
  private let ridge: Double

  /// Takes rows of features.
  ///
  /// - Parameters:
  ///   - design: The rows.
  ///   - ridge: The penalty, above 0.
  init(_ design: RegressionDesign, ridge: Double) {
    (self.design, self.ridge) = (design, ridge)
  }

  /// The number of weights, the intercept among them.
  var weightCount: Int { design.width }

  /// The linear predictor of each row.
  func predictors(_ weights: [Double]) -> [Double] { design.predictors(weights) }

  /// The weights that minimise the loss.
  ///
  /// - Parameters:
  ///   - start: Where to start.
  ///   - tolerance: `precise` or `rough`.
  ///   - term: A row's term at a value of its predictor.
  /// - Returns: One weight for each column, then the intercept.
  /// - Throws: `AuditingError` where 200 steps do not suffice.
  /// - Complexity: O(steps x rows x columns^2), of columns those that are not zero where zeros prevail.
  func minimum(
    from start: [Double], tolerance: Double = precise, _ term: (Int, Double) -> ConvexTerm
  ) throws -> [Double] {
    var point = Point(weights: start, terms: terms(start, term))
    for _ in 0..<200 {
      let (gradient, hessian) = derivatives(point)
      let step = try solveSymmetric(hessian, gradient)
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      guard decrement > tolerance * Double(design.rowCount) else {
        return zip(point.weights, step).map { $0 - $1 }
      }
      guard let reached = advance(step, decrement: decrement, from: point, term) else {
        return point.weights
      }
      point = reached
    }
    throw AuditingError("the regression on the population did not converge; raise 'ridge'")
  }

  /// Weights with the terms of all rows there.
  private struct Point {
    let weights: [Double]
    let terms: [ConvexTerm]
  }

  private func terms(_ weights: [Double], _ term: (Int, Double) -> ConvexTerm) -> [ConvexTerm] {
    design.predictors(weights).enumerated().map { term($0.offset, $0.element) }
  }

  /// Halves the step until the loss falls enough; nil where it cannot fall any more beyond its rounding.
  private func advance(
    _ step: [Double], decrement: Double, from point: Point, _ term: (Int, Double) -> ConvexTerm
  ) -> Point? {
    let before = loss(point)
    var length = 1.0
    while length > 1e-9 {
      let weights = zip(point.weights, step).map { $0 - length * $1 }
      let reached = Point(weights: weights, terms: terms(weights, term))
      if loss(reached) <= before - 1e-4 * length * decrement { return reached }
      length /= 2
    }
    return nil
  }

  private func penalty(_ index: Int) -> Double {
    index + 1 < weightCount ? ridge : 1e-9 * ridge
  }

  private func loss(_ point: Point) -> Double {
    let terms = point.terms.reduce(0) { $0 + $1.value }
    return point.weights.indices.reduce(terms) {
      $0 + penalty($1) / 2 * point.weights[$1] * point.weights[$1]
    }
  }

  /// The gradient and the Hessian of the penalised loss.
  private func derivatives(_ point: Point) -> (gradient: [Double], hessian: Tensor<Double>) {
    let width = weightCount
    var gradient = point.weights.indices.map { penalty($0) * point.weights[$0] }
    var hessian = Array(repeating: 0.0, count: width * width)
    for index in 0..<width { hessian[index * width + index] = penalty(index) }
    design.add(
      slopes: point.terms.map(\.slope), curvatures: point.terms.map(\.curvature), to: &gradient,
      and: &hessian)
    return (gradient, Tensor(shape: [width, width], scalars: hessian))
  }
}
