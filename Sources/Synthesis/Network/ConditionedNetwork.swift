import Learning
package import Statistics
package import Tensors

/// A multilayer perceptron that is told noise and conditions before every hidden layer.
///
/// z_l = h_(l-1) W_l + c V_l + b_l and h_l = z_l sigmoid(z_l), to which h_(l-1) is added where widths agree; the outputs are linear and begin
/// at 0. Conditions are one row of V each, so that a condition is the sum of its attributes' embeddings, at every layer anew.
package struct ConditionedNetwork: Denoiser, Equatable {
  /// Where one layer's numbers stand in the flat array.
  private struct Layer: Equatable {
    let inputs: Int
    let outputs: Int
    let weights: Range<Int>
    let context: Range<Int>
    let biases: Range<Int>
    /// Whether the inputs are added to the outputs.
    let isResidual: Bool
  }

  package var parameters: [Float]
  private let layers: [Layer]
  private let features: NoiseFeatures

  /// What the last batch left: the inputs of every layer, then what its nonlinearity took and half of what its tanh gave.
  private var context: [Float] = []
  private var inputs: [[Float]] = []
  private var sums: [[Float]] = []
  private var tangents: [[Float]] = []

  /// Creates a network with uniform random weights in ±sqrt(3 / inputs), and outputs of 0.
  ///
  /// - Parameters:
  ///   - width: The numbers of a record, in and out.
  ///   - hidden: The width of each hidden layer.
  ///   - conditions: The levels of each condition.
  ///   - generator: Draws the weights.
  package init(
    width: Int, hidden: [Int], conditions: [Int], using generator: inout SeededGenerator
  ) {
    features = NoiseFeatures(conditions: conditions)
    var (layers, start): ([Layer], Int) = ([], 0)
    let widths = [width] + hidden + [width]
    for place in 1..<widths.count {
      let (own, context) = (widths[place - 1], place < widths.count - 1 ? features.width : 0)
      func range(_ count: Int) -> Range<Int> {
        defer { start += count }
        return start..<start + count
      }
      layers.append(
        Layer(
          inputs: own, outputs: widths[place], weights: range(own * widths[place]),
          context: range(context * widths[place]), biases: range(widths[place]),
          isResidual: place > 1 && context > 0 && own == widths[place]))
    }
    parameters = Array(repeating: 0, count: start)
    self.layers = layers
    for layer in layers.dropLast() {
      let bound = (3 / Double(layer.inputs + features.width)).squareRoot()
      for place in layer.weights.lowerBound..<layer.context.upperBound {
        parameters[place] = Float((2 * generator.uniform() - 1) * bound)
      }
    }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.parameters == right.parameters && left.layers == right.layers
  }

  package mutating func forward(
    _ inputs: Tensor<Float>, noise: [Float], conditions: [[Int32]]
  ) -> Tensor<Float> {
    let count = noise.count
    precondition(
      inputs.shape.first == count && inputs.rowLength == layers[0].inputs,
      "inputs of the shape \(inputs.shape) for \(count) x \(layers[0].inputs)")
    context = features.rows(noise: noise, levels: conditions)
    (self.inputs, sums, tangents) = ([inputs.scalars], [], [])
    var current = inputs.scalars
    for (place, layer) in layers.enumerated() {
      var sum = sums(of: layer, from: current, count)
      guard place < layers.count - 1 else {
        return Tensor(shape: [count] + inputs.shape.dropFirst(), scalars: sum)
      }
      sums.append(sum)
      let tangent = Self.halfTangent(sum)
      do {
        let (tangent, before) = (tangent.span, current.span)
        var target = sum.mutableSpan
        target.combine(tangent) { $0 * (0.5 + $1) }
        if layer.isResidual { target.combine(before) { $0 + $1 } }
      }
      tangents.append(tangent)
      self.inputs.append(sum)
      current = sum
    }
    return Tensor(shape: inputs.shape, scalars: current)
  }

  package mutating func backward(_ outputGradient: Tensor<Float>) -> [Float] {
    let count = outputGradient.rowCount
    var gradient = Array(repeating: Float(0), count: parameters.count)
    var current = outputGradient.scalars
    for (place, layer) in layers.enumerated().reversed() {
      let above = current
      if place < layers.count - 1 { multiplyByDerivative(&current, layer: place) }
      addGradient(of: layer, inputs: inputs[place], current, count, to: &gradient)
      guard place > 0 else { break }
      var below = layer.isResidual ? above : Array(repeating: Float(0), count: count * layer.inputs)
      var product = MatrixProduct(rows: count, columns: layer.inputs, inner: layer.outputs)
      (product.rightIsTransposed, product.keep) = (true, 1)
      do {
        let (left, all) = (current.span, parameters.span)
        let right = all.extracting(layer.weights)
        var target = below.mutableSpan
        product.apply(left, right, to: &target)
      }
      current = below
    }
    return gradient
  }

  /// The weighted sums of a layer, with its biases and what it is told.
  private func sums(of layer: Layer, from inputs: [Float], _ count: Int) -> [Float] {
    var sums: [Float] = []
    sums.reserveCapacity(count * layer.outputs)
    for _ in 0..<count { sums += parameters[layer.biases] }
    let (left, told, all) = (inputs.span, context.span, parameters.span)
    let (weights, embeddings) = (all.extracting(layer.weights), all.extracting(layer.context))
    var target = sums.mutableSpan
    var product = MatrixProduct(rows: count, columns: layer.outputs, inner: layer.inputs)
    product.keep = 1
    product.apply(left, weights, to: &target)
    guard !layer.context.isEmpty else { return sums }
    product.inner = features.width
    product.apply(told, embeddings, to: &target)
    return sums
  }

  /// tanh(x / 2) / 2, of which 1/2 more is the sigmoid.
  private static func halfTangent(_ sums: [Float]) -> [Float] {
    var values = sums
    var span = values.mutableSpan
    span.transform { $0 * 0.5 }
    Activation.tanh.apply(to: &span)
    span.transform { $0 * 0.5 }
    return values
  }

  /// The derivative of z sigmoid(z): sigmoid + z sigmoid (1 - sigmoid).
  private func multiplyByDerivative(_ gradient: inout [Float], layer: Int) {
    let (own, halves) = (sums[layer], tangents[layer])
    let (ownSpan, halfSpan) = (own.span, halves.span)
    var target = gradient.mutableSpan
    target.combine(ownSpan, halfSpan) { gradient, sum, half in
      gradient * (half + 0.5 + sum * (0.25 - half * half))
    }
  }

  /// Adds a layer's part of the gradient.
  private func addGradient(
    of layer: Layer, inputs: [Float], _ outer: [Float], _ count: Int, to gradient: inout [Float]
  ) {
    let (left, told, right) = (inputs.span, context.span, outer.span)
    var product = MatrixProduct(rows: layer.inputs, columns: layer.outputs, inner: count)
    product.leftIsTransposed = true
    var all = gradient.mutableSpan
    do {
      var target = all._mutatingExtracting(layer.weights)
      product.apply(left, right, to: &target)
    }
    if !layer.context.isEmpty {
      product.rows = features.width
      var target = all._mutatingExtracting(layer.context)
      product.apply(told, right, to: &target)
    }
    for record in 0..<count {
      for output in 0..<layer.outputs {
        all[layer.biases.lowerBound + output] += right[record * layer.outputs + output]
      }
    }
  }
}
