import Foundation
package import Tensors

/// Two-class logistic regression with a ridge penalty, fitted to convergence by Newton's method.
///
/// Minimises sum log(1 + exp(-s (w x + b))) + ridge/2 |w|^2 with s = 1 for a true target and -1 otherwise; the intercept
/// b is not penalised beyond a trace that keeps the system definite. Deterministic: no randomness, fixed order.
package struct RidgeLogistic: Equatable, Sendable {
  /// One weight for each column, then the intercept.
  private let weights: [Double]

  /// Fits to some rows of a feature matrix.
  ///
  /// - Parameters:
  ///   - features: Records x columns, finite.
  ///   - rows: The records to learn from.
  ///   - targets: One target for each of the rows; both values must occur.
  ///   - ridge: The penalty, above 0.
  /// - Throws: `LearningError` where Newton's method does not converge in 100 steps, or a feature is not finite.
  /// - Complexity: O(steps x rows x columns^2), in blocks of bounded memory.
  package init(
    features: Tensor<Double>, rows: [Int], targets: [Bool], ridge: Double
  ) throws {
    precondition(rows.count == targets.count, "\(rows.count) rows, \(targets.count) targets")
    try self.init(TensorRows(features: features, rows: rows, targets: targets), ridge: ridge)
  }

  /// Fits to rows that are read anew in each pass.
  ///
  /// - Parameters:
  ///   - rows: The rows; both values of the target must occur.
  ///   - ridge: The penalty, above 0.
  /// - Throws: `LearningError` where Newton's method does not converge in 100 steps, or a feature is not finite; what reading
  ///   the rows throws.
  /// - Complexity: One pass for each step, and one more where a step has to be halved.
  package init(_ rows: some LearningRows, ridge: Double) throws {
    weights = try Newton(rows: rows, ridge: ridge).solve()
  }

  /// The log odds of a true target.
  ///
  /// - Parameter row: The features of one record.
  /// - Returns: The log odds, positive where a true target is more likely than not.
  package func logOdds(of row: ArraySlice<Double>) -> Double {
    precondition(
      row.count + 1 == weights.count, "\(row.count) columns, \(weights.count - 1) weights")
    return zip(row, weights).reduce(weights[weights.count - 1]) { $0 + $1.0 * $1.1 }
  }
}

/// Some rows of a matrix, in blocks of copies.
private struct TensorRows: LearningRows {
  let features: Tensor<Double>
  let rows: [Int]
  let targets: [Bool]

  var width: Int { features.rowLength }

  func forEachBlock(_ body: (_ features: [Double], _ targets: [Bool]) throws -> Void) throws {
    for start in stride(from: 0, to: rows.count, by: learningBlock) {
      let block = start..<min(start + learningBlock, rows.count)
      var values: [Double] = []
      values.reserveCapacity(block.count * width)
      for place in block { values += features.row(rows[place]) }
      try body(values, Array(targets[block]))
    }
  }
}

/// Newton's method with step halving on the penalised loss.
private struct Newton<Rows: LearningRows> {
  let rows: Rows
  let ridge: Double

  /// The penalised loss at some weights, with its derivatives.
  private struct Point {
    var weights: [Double]
    var loss = 0.0
    var gradient: [Double]
    var curvature: [Double]
  }

  func solve() throws -> [Double] {
    var point = try point(at: Array(repeating: 0, count: rows.width + 1))
    guard point.loss.isFinite else {
      throw LearningError(
        description: "logistic regression met a feature that is not finite; encode missing values")
    }
    for _ in 0..<100 {
      let width = point.weights.count
      let step = try solveSymmetric(
        Tensor(shape: [width, width], scalars: point.curvature), point.gradient)
      let decrement = zip(step, point.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      // So close to the minimum a whole step is right, and squares the distance.
      guard decrement > 1e-9 else { return zip(point.weights, step).map { $0 - $1 } }
      point = try advance(step, decrement: decrement, from: point)
    }
    throw LearningError(description: "logistic regression did not converge; raise 'ridge'")
  }

  /// Halves the step until the loss falls enough.
  private func advance(_ step: [Double], decrement: Double, from point: Point) throws -> Point {
    var length = 1.0
    while true {
      let reached = try self.point(at: zip(point.weights, step).map { $0 - length * $1 })
      if reached.loss <= point.loss - 1e-4 * length * decrement || length < 1e-6 { return reached }
      length /= 2
    }
  }

  private func penalty(_ index: Int) -> Double {
    index < rows.width ? ridge : 1e-9 * ridge
  }

  /// The loss, its gradient and its Hessian, accumulated over blocks of rows.
  private func point(at weights: [Double]) throws -> Point {
    let width = weights.count
    var point = Point(
      weights: weights, gradient: weights.indices.map { penalty($0) * weights[$0] },
      curvature: Array(repeating: 0, count: width * width))
    for index in 0..<width { point.curvature[index * width + index] = penalty(index) }
    try rows.forEachBlock { features, targets in add(features, targets, to: &point) }
    point.loss = weights.indices.reduce(point.loss) {
      $0 + penalty($1) / 2 * weights[$1] * weights[$1]
    }
    return point
  }

  private func add(_ features: [Double], _ targets: [Bool], to point: inout Point) {
    let (width, weights) = (rows.width, point.weights)
    var design = Array(repeating: 0.0, count: targets.count * (width + 1))
    for (row, target) in targets.enumerated() {
      let start = row * width
      var score = weights[width]
      for column in 0..<width { score += features[start + column] * weights[column] }
      let margin = target ? score : -score
      point.loss += margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
      let probability = 1 / (1 + exp(-score))
      let residual = probability - (target ? 1 : 0)
      let root = (probability * (1 - probability)).squareRoot()
      let place = row * (width + 1)
      for column in 0..<width {
        point.gradient[column] += residual * features[start + column]
        design[place + column] = root * features[start + column]
      }
      point.gradient[width] += residual
      design[place + width] = root
    }
    var target = point.curvature.mutableSpan
    addSquare(of: design.span, width: width + 1, to: &target)
  }
}
