package import Tensors

extension Network {
  /// Computes the gradient of any loss of the class scores by all parameters.
  ///
  /// - Parameters:
  ///   - rows: The records of the loss, in order.
  ///   - features: Records x columns.
  ///   - scaling: The scaling that the network was trained with.
  ///   - logitGradient: Given the class scores, rows x classes, gives the loss's gradient by them. Of a sigmoid, whose
  ///     first score is always 0, the first column is not read.
  /// - Returns: One number for each parameter, in the order of the shape.
  /// - Complexity: O(rows x parameters); memory for all rows at once.
  package func parameterGradient(
    ofRows rows: [Int], of features: Tensor<Float>, scaling: FeatureScaling,
    _ logitGradient: (Tensor<Float>) throws -> Tensor<Float>
  ) rethrows -> [Float] {
    var activations = Activations(shape: shape, batchSize: max(1, rows.count), keepsInputs: true)
    scaling.gather(
      rows[...], of: features, into: &activations.layers[0], stride: shape.stride(ofLayer: 0))
    activations.propagate(parameters, shape: shape, count: rows.count)
    let outer = try logitGradient(
      classScores(activations.layers[shape.layerCount], count: rows.count))
    precondition(
      outer.shape == [rows.count, shape.classCount],
      "a gradient of \(outer.shape) for \(rows.count) rows of \(shape.classCount) classes")
    return parameterGradient(activations, outer: outerGradient(outer), count: rows.count)
  }

  /// The last layer's numbers as rows x classes.
  private func classScores(_ scores: [Float], count: Int) -> Tensor<Float> {
    let scalars: [Float] =
      switch shape.output {
      case .softmax: Array(scores.prefix(count * shape.classCount))
      case .sigmoid: scores.prefix(count).flatMap { [0, $0] }
      }
    return Tensor(shape: [count, shape.classCount], scalars: scalars)
  }

  /// The gradient by the last layer's outputs.
  private func outerGradient(_ gradient: Tensor<Float>) -> [Float] {
    switch shape.output {
    case .softmax: gradient.scalars
    case .sigmoid: stride(from: 1, to: gradient.scalars.count, by: 2).map { gradient.scalars[$0] }
    }
  }

  private func parameterGradient(
    _ activations: Activations, outer last: [Float], count: Int
  ) -> [Float] {
    var gradient = Array(repeating: Float(0), count: parameters.count)
    var (outer, outerStride) = (last, shape.widths[shape.layerCount])
    for layer in (0..<shape.layerCount).reversed() {
      let (inner, outputs) = (shape.stride(ofLayer: layer), shape.widths[layer + 1])
      var product = MatrixProduct(rows: inner, columns: outputs, inner: count)
      product.leftIsTransposed = true
      product.rightStride = outerStride
      do {
        let (inputs, gradients) = (activations.layers[layer], outer)
        var all = gradient.mutableSpan
        var target = all._mutatingExtracting(shape.parameters(ofLayer: layer))
        product.apply(inputs.span, gradients.span, to: &target)
      }
      guard layer > 0 else { break }
      outer = innerGradient(layer, activations, outer: (outer, outerStride), count: count)
      outerStride = inner
    }
    return gradient
  }

  /// The gradient by a hidden layer's pre-activations, with a column that is not used for the constant 1.
  private func innerGradient(
    _ layer: Int, _ activations: Activations, outer: (values: [Float], stride: Int), count: Int
  ) -> [Float] {
    let (width, stride) = (shape.widths[layer], shape.stride(ofLayer: layer))
    var product = MatrixProduct(rows: count, columns: width, inner: shape.widths[layer + 1])
    product.rightIsTransposed = true
    product.leftStride = outer.stride
    product.resultStride = stride
    var gradient = Array(repeating: Float(0), count: count * stride)
    let (outputs, flat, gradients) = (activations.layers[layer], parameters, outer.values)
    let inputs = activations.inputs.isEmpty ? outputs : activations.inputs[layer - 1]
    var target = gradient.mutableSpan
    product.apply(
      gradients.span, flat.span.extracting(shape.weights(ofLayer: layer)), to: &target)
    shape.activation.multiplyByDerivative(&target, inputs: inputs.span, outputs: outputs.span)
    return gradient
  }
}
