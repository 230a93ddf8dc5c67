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
      scaling.gather(block, of: features, into: &activations.layers[0])
      activations.propagate(parameters, shape: shape, count: block.count)
      logits += activations.layers[shape.layerCount].prefix(block.count * shape.classCount)
    }
    return Tensor(shape: [rows.count, shape.classCount], scalars: logits)
  }
}

/// The outputs of each layer for one batch, the batch itself first; reused from batch to batch.
struct Activations {
  let batchSize: Int
  var layers: [[Float]]

  init(shape: NetworkShape, batchSize: Int) {
    self.batchSize = batchSize
    layers = shape.widths.map { Array(repeating: 0, count: batchSize * $0) }
  }

  /// Fills the layers after the first from the batch in the first.
  mutating func propagate(_ parameters: [Float], shape: NetworkShape, count: Int) {
    for layer in 0..<shape.layerCount {
      let (inputs, outputs) = (shape.widths[layer], shape.widths[layer + 1])
      let flat = parameters.span
      let biases = flat.extracting(shape.biases(ofLayer: layer))
      let weights = flat.extracting(shape.weights(ofLayer: layer))
      var product = MatrixProduct(rows: count, columns: outputs, inner: inputs)
      product.keep = 1
      var result = layers[layer + 1]
      layers[layer + 1] = []
      var target = result.mutableSpan
      for row in 0..<count {
        var place = target._mutatingExtracting(row * outputs..<(row + 1) * outputs)
        place.combine(biases) { _, bias in bias }
      }
      let batch = layers[layer]
      product.apply(batch.span, weights, to: &target)
      if layer + 1 < shape.layerCount { shape.activation.apply(to: &target) }
      layers[layer + 1] = result
    }
  }
}
