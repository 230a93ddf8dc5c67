package import Statistics
package import Tensors

/// A trained fully connected classifier.
package struct Network: Equatable, Sendable {
  /// The layers.
  package let shape: NetworkShape
  /// All weights and biases, in the order of the shape.
  package internal(set) var parameters: [Float]

  /// Creates a network with uniform random weights and biases in ±1/sqrt(inputs of the layer).
  package init(shape: NetworkShape, using generator: inout SeededGenerator) {
    self.shape = shape
    parameters = Array(repeating: 0, count: shape.parameterCount)
    for layer in 0..<shape.layerCount {
      let bound = 1 / Double(shape.widths[layer]).squareRoot()
      for index in shape.weights(ofLayer: layer)
        .lowerBound..<shape.biases(ofLayer: layer).upperBound
      {
        parameters[index] = Float((2 * generator.uniform() - 1) * bound)
      }
    }
  }

  /// Gives the same layers other weights and biases.
  ///
  /// - Parameter parameters: As many numbers as the shape has, in its order.
  /// - Returns: The network with these parameters.
  package func withParameters(_ parameters: [Float]) -> Network {
    precondition(
      parameters.count == shape.parameterCount,
      "\(parameters.count) parameters for a shape of \(shape.parameterCount)")
    var network = self
    network.parameters = parameters
    return network
  }

  /// Computes the class scores before the softmax.
  ///
  /// - Parameters:
  ///   - rows: The records wanted, in order.
  ///   - features: Records x columns.
  ///   - scaling: The scaling that the network was trained with.
  /// - Returns: Rows x classes.
  /// - Complexity: O(rows x parameters); memory beyond the result stays bounded.
  package func logits(
    ofRows rows: [Int], of features: Tensor<Float>, scaling: FeatureScaling
  ) -> Tensor<Float> {
    var activations = Activations(shape: shape, batchSize: min(max(1, rows.count), 512))
    var logits: [Float] = []
    logits.reserveCapacity(rows.count * shape.classCount)
    for start in stride(from: 0, to: rows.count, by: activations.batchSize) {
      let block = rows[start..<min(start + activations.batchSize, rows.count)]
      scaling.gather(
        block, of: features, into: &activations.layers[0], stride: shape.stride(ofLayer: 0))
      activations.propagate(parameters, shape: shape, count: block.count)
      let scores = activations.layers[shape.layerCount]
      switch shape.output {
      case .softmax: logits += scores.prefix(block.count * shape.classCount)
      case .sigmoid: logits += scores.prefix(block.count).flatMap { [0, $0] }
      }
    }
    return Tensor(shape: [rows.count, shape.classCount], scalars: logits)
  }
}
