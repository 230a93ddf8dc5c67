import Foundation
import Tensors

/// The penalised loss of two-class logistic regression on rows of unit length, with a linear term that perturbs it.
///
/// L(w) = sum log(1 + exp(-s_i w x_i)) + lambda n / 2 |w|^2 + b w, the objective of Guo et al. 2020 (equation 4). Each row is its
/// features, missing ones as 0, and a constant 1, divided by its length: their bound needs |x| <= 1.
struct RidgeObjective {
  private let rows: [Double]
  private let signs: [Double]
  let width: Int
  private let penalty: Double
  private let perturbation: [Double]

  var count: Int { signs.count }

  init(
    _ records: [Int], of data: RidgeData, lambda: Double, perturbation: [Double]
  ) {
    width = data.width
    rows = records.flatMap { data.row($0) }
    signs = records.map { data.labels[$0] == 1 ? 1 : -1 }
    penalty = lambda * Double(records.count)
    self.perturbation = perturbation
  }

  /// The scores of the rows.
  func scores(_ weights: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: count)
    do {
      var target = result.mutableSpan
      MatrixProduct(rows: count, columns: 1, inner: width)
        .apply(rows.span, weights.span, to: &target)
    }
    return result
  }

  func value(_ weights: [Double]) -> Double {
    var sum = 0.0
    for (score, sign) in zip(scores(weights), signs) {
      let margin = sign * score
      sum += max(0, -margin) + log1p(exp(-abs(margin)))
    }
    return zip(weights, perturbation).reduce(sum) {
      $0 + penalty / 2 * $1.0 * $1.0 + $1.1 * $1.0
    }
  }

  func gradient(_ weights: [Double]) -> [Double] {
    let slopes = zip(scores(weights), signs).map { score, sign in -sign / (1 + exp(sign * score)) }
    var result = zip(weights, perturbation).map { penalty * $0 + $1 }
    var product = MatrixProduct(rows: 1, columns: width, inner: count)
    product.keep = 1
    var target = result.mutableSpan
    product.apply(slopes.span, rows.span, to: &target)
    return result
  }

  /// The Hessian's upper triangle.
  func curvature(_ weights: [Double]) -> Tensor<Double> {
    let roots = scores(weights).map { score in
      let probability = 1 / (1 + exp(-score))
      return (probability * (1 - probability)).squareRoot()
    }
    return square(scaledBy: roots, diagonal: penalty)
  }

  /// The largest singular value of the rows' matrix.
  func spectralNorm() throws -> Double {
    let gram = square(scaledBy: Array(repeating: 1, count: count), diagonal: 0)
    return max(0, try SymmetricEigen(gram).values.last ?? 0).squareRoot()
  }

  private func square(scaledBy factors: [Double], diagonal: Double) -> Tensor<Double> {
    var design = rows
    for (row, factor) in factors.enumerated() {
      for place in row * width..<(row + 1) * width { design[place] *= factor }
    }
    var sum = Array(repeating: 0.0, count: width * width)
    for place in 0..<width { sum[place * width + place] = diagonal }
    do {
      var target = sum.mutableSpan
      addSquare(of: design.span, width: width, to: &target)
    }
    return Tensor(shape: [width, width], scalars: sum)
  }

  /// The minimum, by Newton's method with step halving.
  func minimum() throws -> [Double] {
    var weights = Array(repeating: 0.0, count: width)
    for _ in 0..<100 {
      try Task.checkCancellation()
      let slope = gradient(weights)
      let step = try solveSymmetric(curvature(weights), slope)
      let decrement = zip(step, slope).reduce(0) { $0 + $1.0 * $1.1 }
      guard decrement.isFinite else { break }
      // So close to the minimum a whole step is right, and squares the distance.
      guard decrement > 1e-9 else { return zip(weights, step).map { $0 - $1 } }
      weights = halved(step, decrement, from: weights)
    }
    throw UnlearningError("ridge logistic regression did not converge; raise 'lambda'")
  }

  private func halved(_ step: [Double], _ decrement: Double, from weights: [Double]) -> [Double] {
    let start = value(weights)
    var length = 1.0
    while true {
      let reached = zip(weights, step).map { $0 - length * $1 }
      if value(reached) <= start - 1e-4 * length * decrement || length < 1e-6 { return reached }
      length /= 2
    }
  }
}

/// The Euclidean length of a vector.
func length(_ vector: [Double]) -> Double {
  vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
}
