import Foundation

/// The inner problem of a perceptron at some parameters: its gradient, and products with its derivatives of second order.
///
/// g(w) = (1/m) sum_j v_j l(y_j, t(x_j; w)) + (mu/2) |w|^2. Products with a direction cost two passes, by
/// differentiating the passes along it (Pearlmutter 1994).
package struct PerceptronInner: Sendable {
  let network: TanhNetwork
  let points: PointSet
  let ridge: Double
  /// The parameters.
  package let parameters: [Double]
  /// The objective at the parameters.
  package let objective: Double
  /// Its gradient.
  package let gradient: [Double]
  private let pass: TanhNetwork.Pass
  private let inputs: [[Double]]
  private let sums: [[Double]]
  private let probabilities: [Double]

  /// Works out the problem at some parameters.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - points: The points that it learns from.
  ///   - ridge: The penalty, above 0.
  ///   - parameters: The parameters.
  package init(
    _ network: TanhNetwork, _ points: PointSet, ridge: Double, at parameters: [Double]
  ) {
    (self.network, self.points) = (network, points)
    (self.ridge, self.parameters) = (ridge, parameters)
    pass = network.forward(parameters, rows: points.features)
    let count = Double(points.count)
    var (loss, outer) = (0.0, pass.scores)
    var probabilities = pass.scores
    for place in pass.scores.indices {
      let found = logisticLoss(pass.scores[place], label: points.labels[place])
      probabilities[place] = found.probability
      loss += points.weights[place] * found.loss / count
      outer[place] = points.weights[place] * (found.probability - points.labels[place]) / count
    }
    self.probabilities = probabilities
    objective = loss + ridge / 2 * parameters.reduce(0) { $0 + $1 * $1 }
    let back = network.backward(parameters, pass, scores: outer)
    (inputs, sums) = (back.inputs, back.sums)
    gradient = zip(back.parameters, parameters).map { $0 + ridge * $1 }
  }

  /// What changes along a direction of the parameters.
  struct Product {
    /// The Hessian times the direction.
    let parameters: [Double]
    /// Points x width: the derivative by the points of the gradient along the direction; the intercept's coordinate is 0.
    let features: [Double]
    /// The same by the points' weights.
    let weights: [Double]
  }

  /// Differentiates both passes along a direction.
  func product(_ direction: [Double]) -> Product {
    let (moves, scores) = forward(along: direction)
    let count = points.count
    var outer = scores
    var weights = scores
    for place in scores.indices {
      let probability = probabilities[place]
      outer[place] =
        points.weights[place] / Double(count) * probability * (1 - probability) * scores[place]
      weights[place] = (probability - points.labels[place]) / Double(count) * scores[place]
    }
    var result = Array(repeating: 0.0, count: direction.count)
    var features: [Double] = []
    for layer in (0..<network.layers).reversed() {
      let (width, outputs) = (network.widths[layer], network.outputs(layer))
      let (own, change) = (
        Array(parameters[network.range(layer)]), Array(direction[network.range(layer)])
      )
      var gradient = multiplyTransposed(pass.inputs[layer], count, width, outer, outputs)
      add(multiplyTransposed(moves[layer], count, width, sums[layer], outputs), to: &gradient)
      result.replaceSubrange(network.range(layer), with: gradient)
      var inner = multiplyByTransposed(outer, count, outputs, own, width)
      add(multiplyByTransposed(sums[layer], count, outputs, change, width), to: &inner)
      guard layer > 0 else {
        features = inner
        break
      }
      outer = through(layer, inner, moves[layer])
    }
    for place in direction.indices { result[place] += ridge * direction[place] }
    for point in 0..<count { features[(point + 1) * points.width - 1] = 0 }
    return Product(parameters: result, features: features, weights: weights)
  }

  /// How the layers' inputs and the scores move along a direction.
  private func forward(along direction: [Double]) -> (inputs: [[Double]], scores: [Double]) {
    let count = points.count
    var moves = [Array(repeating: 0.0, count: points.features.count)]
    for layer in 0..<network.layers {
      let (width, outputs) = (network.widths[layer], network.outputs(layer))
      var change = multiply(
        moves[layer], count, width, Array(parameters[network.range(layer)]), outputs)
      add(
        multiply(
          pass.inputs[layer], count, width, Array(direction[network.range(layer)]), outputs),
        to: &change)
      guard layer + 1 < network.layers else { return (moves, change) }
      let activations = network.withoutConstant(pass.inputs[layer + 1], outputs + 1)
      moves.append(
        network.withConstant(
          zip(change, activations).map { $0 * (1 - $1 * $1) }, outputs, constant: 0))
    }
    return (moves, [])
  }

  /// How the gradient before tanh moves: by that after it, and by the slope of tanh.
  private func through(_ layer: Int, _ inner: [Double], _ moves: [Double]) -> [Double] {
    let activations = pass.inputs[layer]
    var result = inner
    for place in inner.indices {
      let activation = activations[place]
      result[place] =
        inner[place] * (1 - activation * activation)
        - 2 * inputs[layer][place] * activation * moves[place]
    }
    return network.withoutConstant(result, network.widths[layer])
  }

  private func add(_ other: [Double], to values: inout [Double]) {
    for place in values.indices { values[place] += other[place] }
  }
}

extension PerceptronInner {
  /// How far from 0 a gradient may be at a minimum.
  private static let tolerance = 1e-9

  /// Minimises by Newton's method with conjugate gradients, leaving directions of negative curvature aside.
  ///
  /// - Parameter steps: The most steps.
  /// - Returns: The problem at the minimum, or where no step lowers it further.
  /// - Throws: `BilevelError` where numbers are not finite.
  package func minimised(steps: Int) throws -> PerceptronInner {
    var current = self
    for _ in 0..<steps {
      let size = norm(current.gradient)
      guard size.isFinite else { break }
      guard size > Self.tolerance else { return current }
      let direction = conjugateGradient(
        current.gradient.map(-), iterations: 2 * parameters.count + 10,
        tolerance: min(0.1, size.squareRoot()) * size
      ) { current.product($0).parameters }
      guard let next = current.advanced(along: direction) else { return current }
      current = next
    }
    guard norm(current.gradient).isFinite else {
      throw BilevelError(
        "the perceptron of \(points.count) points met numbers that are not finite; standardise the columns or raise 'ridge'"
      )
    }
    return current
  }

  private func advanced(along direction: [Double]) -> PerceptronInner? {
    let slope = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
    guard slope < 0 else { return nil }
    var length = 1.0
    while length > 1e-12 {
      let next = PerceptronInner(
        network, points, ridge: ridge, at: zip(parameters, direction).map { $0 + length * $1 })
      if next.objective <= objective + 1e-4 * length * slope { return next }
      length /= 2
    }
    return nil
  }
}

func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// Solves H x = b by conjugate gradients from 0; ends at the first direction without positive curvature.
///
/// - Parameters:
///   - right: The right-hand side b.
///   - iterations: The most products.
///   - tolerance: The norm of the residual that is enough.
///   - product: H times a direction.
/// - Returns: The solution so far; b itself where its own direction has no positive curvature.
func conjugateGradient(
  _ right: [Double], iterations: Int, tolerance: Double, _ product: ([Double]) -> [Double]
) -> [Double] {
  var solution = Array(repeating: 0.0, count: right.count)
  var (residual, direction) = (right, right)
  var square = residual.reduce(0) { $0 + $1 * $1 }
  for iteration in 0..<iterations {
    guard square.squareRoot() > tolerance else { break }
    let image = product(direction)
    let curvature = zip(direction, image).reduce(0) { $0 + $1.0 * $1.1 }
    guard curvature > 0 else { return iteration == 0 ? right : solution }
    let length = square / curvature
    for place in solution.indices {
      solution[place] += length * direction[place]
      residual[place] -= length * image[place]
    }
    let next = residual.reduce(0) { $0 + $1 * $1 }
    for place in direction.indices {
      direction[place] = residual[place] + next / square * direction[place]
    }
    square = next
  }
  return solution
}
