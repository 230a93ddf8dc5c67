import Statistics
import Tensors

/// The outputs of each layer for one batch, the batch itself first; reused from batch to batch.
///
/// Before another layer, a record's numbers end with a constant 1.
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
    layers = shape.widths.indices.map { layer in
      Array(
        repeating: layer < shape.layerCount ? 1 : 0,
        count: batchSize * shape.stride(ofLayer: layer))
    }
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
      masks[layer] = (0..<batchSize * shape.stride(ofLayer: layer)).map { _ in
        generator.bernoulli(rate) ? 0 : kept
      }
    }
  }

  /// Fills the layers after the first from the batch in the first.
  mutating func propagate(_ parameters: [Float], shape: NetworkShape, count: Int) {
    for layer in 0..<shape.layerCount {
      let (stride, outputs) = (shape.stride(ofLayer: layer), shape.widths[layer + 1])
      var product = MatrixProduct(rows: count, columns: outputs, inner: stride)
      product.resultStride = shape.stride(ofLayer: layer + 1)
      var result = layers[layer + 1]
      layers[layer + 1] = []
      do {
        let (batch, flat) = (layers[layer], parameters.span)
        var target = result.mutableSpan
        product.apply(
          batch.span, flat.extracting(shape.parameters(ofLayer: layer)), to: &target)
      }
      if layer + 1 < shape.layerCount {
        activate(&result, layer: layer + 1, shape: shape, count: count)
      }
      layers[layer + 1] = result
    }
  }

  private mutating func activate(
    _ values: inout [Float], layer: Int, shape: NetworkShape, count: Int
  ) {
    if shape.activation.needsInputs { inputs[layer] = values }
    let stride = shape.stride(ofLayer: layer)
    do {
      var target = values.mutableSpan
      var used = target._mutatingExtracting(0..<count * stride)
      shape.activation.apply(to: &used)
    }
    let mask = masks[layer]
    if !mask.isEmpty {
      undropped[layer] = values
      var target = values.mutableSpan
      target.combine(mask.span) { value, mask in value * mask }
    }
    for end in Swift.stride(from: stride - 1, to: count * stride, by: stride) { values[end] = 1 }
  }
}
