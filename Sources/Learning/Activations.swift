import Statistics
import Tensors

/// The outputs of each layer for one batch, the batch itself first; reused from batch to batch.
struct Activations {
  let batchSize: Int
  var layers: [[Float]]
  /// The pre-activations of each hidden layer, where the activation's derivative is a function of them.
  private(set) var inputs: [[Float]]
  /// For each hidden layer, zero for units that are dropped and 1 / (1 - rate) for the others; empty without dropout.
  private(set) var masks: [[Float]]
  /// The outputs of each hidden layer before units were dropped; empty without dropout.
  private var undropped: [[Float]]

  init(shape: NetworkShape, batchSize: Int) {
    self.batchSize = batchSize
    layers = shape.widths.map { Array(repeating: 0, count: batchSize * $0) }
    inputs = shape.activation.needsInputs ? layers : layers.map { _ in [] }
    masks = layers.map { _ in [] }
    undropped = masks
  }

  /// What the activation of a hidden layer left, before units were dropped.
  func outputs(ofLayer layer: Int) -> [Float] {
    masks[layer].isEmpty ? layers[layer] : undropped[layer]
  }

  /// Draws which hidden units of the next batch are dropped.
  ///
  /// Dropout as in Srivastava et al. 2014, with the kept units scaled in training.
  mutating func drawMasks(
    rate: Double, shape: NetworkShape, using generator: inout SeededGenerator
  ) {
    let kept = Float(1 / (1 - rate))
    for layer in 1..<shape.layerCount {
      masks[layer] = (0..<batchSize * shape.widths[layer]).map { _ in
        generator.bernoulli(rate) ? 0 : kept
      }
    }
  }

  /// Fills the layers after the first from the batch in the first.
  mutating func propagate(_ parameters: [Float], shape: NetworkShape, count: Int) {
    for layer in 0..<shape.layerCount {
      let (width, outputs) = (shape.widths[layer], shape.widths[layer + 1])
      let flat = parameters.span
      let biases = flat.extracting(shape.biases(ofLayer: layer))
      let weights = flat.extracting(shape.weights(ofLayer: layer))
      var product = MatrixProduct(rows: count, columns: outputs, inner: width)
      product.keep = 1
      var result = layers[layer + 1]
      layers[layer + 1] = []
      do {
        var target = result.mutableSpan
        for row in 0..<count {
          var place = target._mutatingExtracting(row * outputs..<(row + 1) * outputs)
          place.combine(biases) { _, bias in bias }
        }
        let batch = layers[layer]
        product.apply(batch.span, weights, to: &target)
      }
      if layer + 1 < shape.layerCount { activate(&result, layer: layer + 1, shape: shape) }
      layers[layer + 1] = result
    }
  }

  private mutating func activate(_ values: inout [Float], layer: Int, shape: NetworkShape) {
    if shape.activation.needsInputs { inputs[layer] = values }
    do {
      var target = values.mutableSpan
      shape.activation.apply(to: &target)
    }
    let mask = masks[layer]
    guard !mask.isEmpty else { return }
    undropped[layer] = values
    var target = values.mutableSpan
    target.combine(mask.span) { value, mask in value * mask }
  }
}
