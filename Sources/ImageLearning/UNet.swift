import Foundation
import Tables
package import Tensors

/// A U-Net with its numbers, buffers and gradients, for a few images at a time on the thread that calls it.
///
/// The object is a place that its passes share, not a value; for work in parallel, each thread takes one and gives it the same `network`.
package final class UNet {
  /// The layers.
  package let shape: UNetShape
  /// The most images that pass together.
  package let capacity: Int
  /// The numbers.
  package var network: ImageNetwork
  /// The sum of what backward passes gave, one number for each parameter.
  package private(set) var gradient: [Float]
  private let pass: ImagePass

  /// Creates a U-Net.
  ///
  /// - Parameters:
  ///   - shape: The layers.
  ///   - network: Its numbers; for new ones, `ImageNetwork(shape: shape.network, seed: ...)`.
  ///   - capacity: The most images that pass together.
  ///   - learns: Whether backward passes are wanted.
  package init(_ shape: UNetShape, network: ImageNetwork, capacity: Int, learns: Bool) {
    precondition(network.shape == shape.network, "numbers of another network")
    (self.shape, self.network, self.capacity) = (shape, network, capacity)
    pass = ImagePass(shape.network, capacity: capacity, learns: learns)
    gradient = Array(repeating: 0, count: learns ? shape.network.parameterCount : 0)
  }

  /// All trained numbers, in the order of the network's layers.
  package var parameters: [Float] {
    get { network.parameters }
    set {
      precondition(newValue.count == shape.network.parameterCount, "\(newValue.count) parameters")
      network.parameters = newValue
    }
  }

  /// Computes images from images.
  ///
  /// - Parameters:
  ///   - images: Images x rows x columns x channels, or images x values in that order.
  ///   - noise: What says how noisy each image is, a number of the order of 1, such as ln(sigma) / 4.
  ///   - conditions: Images x conditions; no columns where there are none.
  /// - Returns: Images of the shape that came in.
  /// - Throws: `CancellationError`.
  package func forward(
    _ images: Tensor<Float>, noise: [Float], conditions: Tensor<Float>
  ) throws -> Tensor<Float> {
    let count = noise.count
    precondition(
      images.rowCount == count && images.rowLength == shape.images.valueCount
        && conditions.scalars.count == count * shape.conditionCount,
      "\(images.shape) images and \(conditions.shape) conditions for \(count) noise levels")
    fill(0, images.scalars, count)
    fill(shape.noise, noise.flatMap(embedding), count)
    if let layer = shape.conditions { fill(layer, conditions.scalars, count) }
    try pass.forward(network, count: count, statistics: .running)
    return Tensor(shape: images.shape, scalars: pass.output)
  }

  /// Adds to `gradient` what the images that passed last give, once after each `forward`.
  ///
  /// - Parameter outputGradient: The gradient of what `forward` returned.
  /// - Throws: `CancellationError`; the gradient is then of no use.
  package func backward(_ outputGradient: Tensor<Float>) throws {
    try pass.backward(outputGradient.scalars.span, through: network, addingTo: &gradient)
  }

  /// Sets the gradient to zero.
  package func clearGradient() {
    for index in gradient.indices { gradient[index] = 0 }
  }

  private func fill(_ layer: Int, _ values: [Float], _ count: Int) {
    pass.withInput(layer, count: count) { target in
      for index in values.indices { target[index] = values[index] }
    }
  }

  /// Cosines and then sines of the number times powers of 1/10,000, evenly spaced in the exponent from 0 to 1.
  private func embedding(_ noise: Float) -> [Float] {
    let half = shape.noiseWidth / 2
    let angles = (0..<half).map {
      Double(noise) * pow(1e-4, Double($0) / Double(max(1, half - 1)))
    }
    return angles.map { Float(cos($0)) } + angles.map { Float(sin($0)) }
  }
}
