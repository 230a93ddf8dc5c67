import Tensors

/// The outputs of each layer for one block of queries, the block itself first; reused from block to block.
///
/// Before another layer, a record's numbers end with a constant 1.
struct Activations {
  let batchSize: Int
  var layers: [[Float]]
  /// The pre-activations of each hidden layer, where its derivative is a function of them and they are to be kept.
  private(set) var inputs: [[Float]] = []
  private let keepsInputs: Bool

  init(shape: NetworkShape, batchSize: Int, keepsInputs: Bool = false) {
    self.batchSize = batchSize
    self.keepsInputs = keepsInputs && shape.activation.needsInputs
    layers = shape.widths.indices.map { layer in
      Array(
        repeating: layer < shape.layerCount ? 1 : 0,
        count: batchSize * shape.stride(ofLayer: layer))
    }
  }

  /// Fills the layers after the first from the batch in the first.
  mutating func propagate(_ parameters: [Float], shape: NetworkShape, count: Int) {
    inputs.removeAll(keepingCapacity: true)
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
        if keepsInputs { inputs.append(result) }
        let stride = shape.stride(ofLayer: layer + 1)
        do {
          var target = result.mutableSpan
          var used = target._mutatingExtracting(0..<count * stride)
          shape.activation.apply(to: &used)
        }
        for end in Swift.stride(from: stride - 1, to: count * stride, by: stride) {
          result[end] = 1
        }
      }
      layers[layer + 1] = result
    }
  }
}
