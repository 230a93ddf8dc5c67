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
  private let design: Tensor<Double>
  private let ridge: Double

  /// Takes rows of features.
  ///
  /// - Parameters:
  ///   - features: Rows x columns, finite.
  ///   - ridge: The penalty, above 0.
  init(_ features: Tensor<Double>, ridge: Double) {
    var scalars: [Double] = []
    scalars.reserveCapacity(features.scalars.count + features.rowCount)
    for row in 0..<features.rowCount {
      scalars += features.row(row)
      scalars.append(1)
    }
    design = Tensor(shape: [features.rowCount, features.rowLength + 1], scalars: scalars)
    self.ridge = ridge
  }

  /// The number of weights, the intercept among them.
  var weightCount: Int { design.rowLength }

  /// The linear predictor of each row.
  func predictors(_ weights: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: design.rowCount)
    let product = MatrixProduct(rows: design.rowCount, columns: 1, inner: weightCount)
    var target = result.mutableSpan
    product.apply(design.scalars.span, weights.span, to: &target)
    return result
  }

  /// The weights that minimise the loss.
  ///
  /// - Parameters:
  ///   - start: Where to start.
  ///   - term: A row's term at a value of its predictor.
  /// - Returns: One weight for each column, then the intercept.
  /// - Throws: `AuditingError` where 200 steps do not suffice.
  /// - Complexity: O(steps x rows x columns^2).
  func minimum(from start: [Double], _ term: (Int, Double) -> ConvexTerm) throws -> [Double] {
    var weights = start
    var values = predictors(weights)
    var loss = self.loss(weights, values, term)
    for _ in 0..<200 {
      let (gradient, curvature) = derivatives(weights, values, term)
      let step = try solveSymmetric(curvature, gradient)
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      guard decrement > 1e-13 * Double(design.rowCount) else { return weights }
      var length = 1.0
      while true {
        let moved = zip(weights, step).map { $0 - length * $1 }
        let reached = predictors(moved)
        let fallen = self.loss(moved, reached, term)
        if fallen <= loss - 1e-4 * length * decrement {
          (weights, values, loss) = (moved, reached, fallen)
          break
        }
        length /= 2
        // The loss cannot fall any more beyond its rounding.
        guard length > 1e-9 else { return weights }
      }
    }
    throw AuditingError("the regression on the population did not converge; raise 'ridge'")
  }

  private func penalty(_ index: Int) -> Double {
    index + 1 < weightCount ? ridge : 1e-9 * ridge
  }

  private func loss(
    _ weights: [Double], _ predictors: [Double], _ term: (Int, Double) -> ConvexTerm
  ) -> Double {
    let terms = predictors.indices.reduce(0) { $0 + term($1, predictors[$1]).value }
    return weights.indices.reduce(terms) { $0 + penalty($1) / 2 * weights[$1] * weights[$1] }
  }

  /// The gradient and the Hessian of the penalised loss, accumulated over blocks of rows.
  private func derivatives(
    _ weights: [Double], _ predictors: [Double], _ term: (Int, Double) -> ConvexTerm
  ) -> (gradient: [Double], curvature: Tensor<Double>) {
    let width = weightCount
    var gradient = weights.indices.map { penalty($0) * weights[$0] }
    var curvature = Array(repeating: 0.0, count: width * width)
    for index in 0..<width { curvature[index * width + index] = penalty(index) }
    for start in stride(from: 0, to: design.rowCount, by: 1024) {
      let block = start..<min(start + 1024, design.rowCount)
      let terms = block.map { term($0, predictors[$0]) }
      let rows = design.scalars.span.extracting(block.lowerBound * width..<block.upperBound * width)
      let slopes = terms.map(\.slope)
      let roots = terms.map { $0.curvature.squareRoot() }
      var scaled = Array(repeating: 0.0, count: rows.count)
      for row in 0..<block.count {
        for column in 0..<width {
          scaled[row * width + column] = roots[row] * rows[row * width + column]
        }
      }
      var product = MatrixProduct(rows: width, columns: 1, inner: block.count)
      product.leftIsTransposed = true
      product.keep = 1
      var sums = gradient.mutableSpan
      product.apply(rows, slopes.span, to: &sums)
      product.columns = width
      var target = curvature.mutableSpan
      product.apply(scaled.span, scaled.span, to: &target)
    }
    return (gradient, Tensor(shape: [width, width], scalars: curvature))
  }
}
