import Foundation
import Tensors

/// The inner problem: weighted logistic regression with a ridge, minimised to the last digits.
///
/// w = argmin (1/m) sum_j v_j l(y_j, w.x_j) + (mu/2) |w|^2 with l(y, t) = log(1 + e^t) - y t; the intercept is the last coordinate and is
/// penalised as all others are, which keeps the problem strongly convex whatever the points.
package struct WeightedLogistic: Sendable {
  /// The minimiser w.
  package let coefficients: [Double]
  /// The probability of label 1 of each point.
  package let probabilities: [Double]
  /// The upper triangle of the Hessian at the minimiser, row after row.
  let curvature: [Double]
  let ridge: Double

  /// How many Newton steps there may be; a strongly convex problem takes a dozen.
  private static let stepLimit = 200

  /// Minimises by Newton's method with step halving.
  ///
  /// - Parameters:
  ///   - points: The points; at least one.
  ///   - ridge: The penalty mu, above 0.
  ///   - start: Where to begin, such as the minimiser of points near by; nil for 0.
  /// - Throws: `BilevelError` where a coordinate is not finite or the minimum is not reached; `TensorsError` where the ridge is too small for the numbers.
  /// - Complexity: O(steps x (m p^2 + p^3)).
  package init(_ points: PointSet, ridge: Double, startingAt start: [Double]? = nil) throws {
    precondition(ridge > 0 && points.count > 0, "a ridge of \(ridge), \(points.count) points")
    var current = Point(start ?? Array(repeating: 0, count: points.width), points, ridge)
    for _ in 0..<Self.stepLimit {
      guard current.objective.isFinite else { break }
      let step = try solveSymmetric(
        current.curvature(points, ridge), rights: current.gradient, size: points.width)
      let decrement = zip(step, current.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      // So close to the minimum a whole step is right, and squares the distance.
      let isLast = decrement < 1e-10
      let (next, hasFallen) = current.advanced(
        by: step, decrement: decrement, (points, ridge), isLast: isLast)
      current = next
      if isLast || !hasFallen {
        coefficients = current.weights
        probabilities = current.probabilities
        curvature = current.curvature(points, ridge)
        self.ridge = ridge
        return
      }
    }
    throw BilevelError(
      "logistic regression on \(points.count) points met numbers that are not finite, or did not converge; "
        + "standardise the columns or raise 'ridge'")
  }
}

/// The inner objective and its derivatives at some weights.
private struct Point {
  let weights: [Double]
  let probabilities: [Double]
  let objective: Double
  let gradient: [Double]

  init(_ weights: [Double], _ points: PointSet, _ ridge: Double) {
    self.weights = weights
    let scores = products(of: points.features, width: points.width, with: weights)
    var (probabilities, residuals) = (scores, scores)
    var sum = 0.0
    for place in scores.indices {
      let (probability, loss) = logisticLoss(scores[place], label: points.labels[place])
      probabilities[place] = probability
      residuals[place] = points.weights[place] * (probability - points.labels[place])
      sum += points.weights[place] * loss
    }
    self.probabilities = probabilities
    let count = Double(points.count)
    objective = sum / count + ridge / 2 * weights.reduce(0) { $0 + $1 * $1 }
    let slope = combinations(of: points.features, width: points.width, by: residuals)
    gradient = zip(slope, weights).map { $0 / count + ridge * $1 }
  }

  /// The upper triangle of the Hessian.
  func curvature(_ points: PointSet, _ ridge: Double) -> [Double] {
    let width = points.width
    var rows = points.features
    for place in 0..<points.count {
      let probability = probabilities[place]
      let scale =
        (points.weights[place] * probability * (1 - probability) / Double(points.count))
        .squareRoot()
      for column in place * width..<(place + 1) * width { rows[column] *= scale }
    }
    var sum = Array(repeating: 0.0, count: width * width)
    for column in 0..<width { sum[column * width + column] = ridge }
    var target = sum.mutableSpan
    addSquare(of: rows.span, width: width, to: &target)
    return sum
  }

  /// Halves the step until the objective falls enough.
  func advanced(
    by step: [Double], decrement: Double, _ problem: (points: PointSet, ridge: Double),
    isLast: Bool
  ) -> (point: Point, hasFallen: Bool) {
    var length = 1.0
    while length > 1e-10 {
      let reached = Point(
        zip(weights, step).map { $0 - length * $1 }, problem.points, problem.ridge)
      if isLast || reached.objective <= objective - 1e-4 * length * decrement {
        return (reached, true)
      }
      length /= 2
    }
    return (self, false)
  }
}

/// The probability of label 1 and the loss log(1 + e^t) - y t of a score t, without overflow.
@inline(__always)
func logisticLoss(_ score: Double, label: Double) -> (probability: Double, loss: Double) {
  let small = exp(-abs(score))
  let probability = score >= 0 ? 1 / (1 + small) : small / (1 + small)
  return (probability, max(score, 0) + log1p(small) - label * score)
}

/// The scalar product of each row with a vector.
func products(of rows: [Double], width: Int, with vector: [Double]) -> [Double] {
  let count = rows.count / width
  var result = Array(repeating: 0.0, count: count)
  let product = MatrixProduct(rows: count, columns: 1, inner: width)
  var target = result.mutableSpan
  product.apply(rows.span, vector.span, to: &target)
  return result
}

/// The sum of the rows, each times its factor; several sums where there are several factors for each row, sum after sum.
func combinations(of rows: [Double], width: Int, by factors: [Double]) -> [Double] {
  let count = rows.count / width
  guard count > 0 else { return Array(repeating: 0, count: width) }
  let sums = factors.count / count
  var result = Array(repeating: 0.0, count: sums * width)
  let product = MatrixProduct(rows: sums, columns: width, inner: count)
  var target = result.mutableSpan
  product.apply(factors.span, rows.span, to: &target)
  return result
}
