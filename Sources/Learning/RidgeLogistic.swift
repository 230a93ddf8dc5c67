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
    var newton = Newton(features: features, rows: rows, targets: targets, ridge: ridge)
    weights = try newton.solve()
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

/// Newton's method with step halving on the penalised loss.
private struct Newton {
  let features: Tensor<Double>
  let rows: [Int]
  let targets: [Bool]
  let ridge: Double
  var weights: [Double]

  init(features: Tensor<Double>, rows: [Int], targets: [Bool], ridge: Double) {
    (self.features, self.rows, self.targets, self.ridge) = (features, rows, targets, ridge)
    weights = Array(repeating: 0, count: features.rowLength + 1)
  }

  mutating func solve() throws -> [Double] {
    var loss = self.loss(at: weights)
    guard loss.isFinite else {
      throw LearningError(
        description: "logistic regression met a feature that is not finite; encode missing values")
    }
    for _ in 0..<100 {
      let (gradient, curvature) = derivatives()
      let step = try solveSymmetric(curvature, gradient)
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      // So close to the minimum a whole step is right, and squares the distance.
      guard decrement > 1e-9 else { return zip(weights, step).map { $0 - $1 } }
      (weights, loss) = advance(step, decrement: decrement, from: loss)
    }
    throw LearningError(description: "logistic regression did not converge; raise 'ridge'")
  }

  /// Halves the step until the loss falls enough.
  private func advance(
    _ step: [Double], decrement: Double, from loss: Double
  ) -> (weights: [Double], loss: Double) {
    var length = 1.0
    while true {
      let moved = zip(weights, step).map { $0 - length * $1 }
      let reached = self.loss(at: moved)
      if reached <= loss - 1e-4 * length * decrement || length < 1e-6 { return (moved, reached) }
      length /= 2
    }
  }

  private func penalty(_ index: Int) -> Double {
    index + 1 < weights.count ? ridge : 1e-9 * ridge
  }

  private func score(_ row: Int, _ weights: [Double]) -> Double {
    var total = weights[weights.count - 1]
    let start = row * (weights.count - 1)
    for column in 0..<weights.count - 1 {
      total += features.scalars[start + column] * weights[column]
    }
    return total
  }

  private func loss(at weights: [Double]) -> Double {
    var total = 0.0
    for (row, target) in zip(rows, targets) {
      let margin = target ? score(row, weights) : -score(row, weights)
      total += margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
    }
    return weights.indices.reduce(total) { $0 + penalty($1) / 2 * weights[$1] * weights[$1] }
  }

  /// The gradient and the Hessian of the penalised loss, accumulated over blocks of rows.
  private func derivatives() -> (gradient: [Double], curvature: Tensor<Double>) {
    let width = weights.count
    var gradient = weights.indices.map { penalty($0) * weights[$0] }
    var curvature = Array(repeating: 0.0, count: width * width)
    for index in 0..<width { curvature[index * width + index] = penalty(index) }
    for start in stride(from: 0, to: rows.count, by: 1024) {
      let block = start..<min(start + 1024, rows.count)
      var design: [Double] = []
      design.reserveCapacity(block.count * width)
      for place in block {
        let probability = 1 / (1 + exp(-score(rows[place], weights)))
        let residual = probability - (targets[place] ? 1 : 0)
        let root = (probability * (1 - probability)).squareRoot()
        let values = features.row(rows[place])
        for (column, value) in values.enumerated() {
          gradient[column] += residual * value
          design.append(root * value)
        }
        gradient[width - 1] += residual
        design.append(root)
      }
      var target = curvature.mutableSpan
      addSquare(of: design.span, width: width, to: &target)
    }
    return (gradient, Tensor(shape: [width, width], scalars: curvature))
  }
}
