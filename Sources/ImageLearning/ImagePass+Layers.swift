import CConvolutions
import Tables

extension ImagePass {
  /// Computes one layer's result.
  func forward(_ index: Int, _ operands: LayerOperands) {
    let layer = shape.layers[index]
    switch layer.operation {
    case .input: break
    case .convolution(let shape): unsafe convolve(index, shape, operands)
    case .batchNorm(let activation): unsafe normalizeBatch(activation, operands)
    case .groupNorm(let groups, let activation):
      unsafe normalizeGroups(groups, activation, operands)
    case .activation(let activation):
      unsafe rci_activate(
        activation.code, operands.inputs[0], values(index), operands.output)
    case .maxPool(let window): unsafe poolLargest(window, operands)
    case .averagePool(let window):
      unsafe rci_average_pool_forward(pool(window, operands), operands.inputs[0], operands.output)
    case .upsample: unsafe repeatPoints(operands)
    case .dense(let outputs, _): unsafe multiply(outputs, operands)
    case .attention: unsafe attend(operands)
    case .add:
      unsafe rci_add(operands.inputs[0], operands.inputs[1], values(index), operands.output)
    case .concatenate: unsafe join(operands)
    case .subsample(let stride, _):
      unsafe rci_subsample_forward(
        subsample(stride, operands), operands.inputs[0], operands.output)
    }
  }

  /// Gives one layer's inputs and parameters their gradients.
  func backward(_ index: Int, _ operands: LayerOperands) {
    guard let outer = unsafe operands.outer else { return }
    let layer = shape.layers[index]
    switch layer.operation {
    case .input: break
    case .convolution(let shape): unsafe convolveBack(index, shape, operands, outer)
    case .batchNorm(let activation): unsafe normalizeBatchBack(activation, operands, outer)
    case .groupNorm(let groups, let activation):
      unsafe normalizeGroupsBack(groups, activation, operands, outer)
    case .activation(let activation):
      guard let inner = unsafe operands.gradient(ofInput: 0) else { return }
      unsafe rci_activate_backward(
        activation.code, activation == .silu ? operands.inputs[0] : operands.output, outer,
        values(index), inner, operands.adds(toInput: 0))
    case .maxPool, .averagePool, .upsample, .subsample:
      guard let inner = unsafe operands.gradient(ofInput: 0) else { return }
      unsafe sampleBack(operands, outer, inner)
    case .dense(let outputs, _): unsafe multiplyBack(outputs, operands, outer)
    case .attention: unsafe attendBack(operands, outer)
    case .add: unsafe addBack(operands, outer)
    case .concatenate: unsafe joinBack(operands, outer)
    }
  }

  /// The working memory that a layer takes, in numbers.
  func scratchCount(ofLayer index: Int, count: Int) -> Int {
    let layer = shape.layers[index]
    switch layer.operation {
    case .convolution:
      let place = (convolution(index).scratch + 15) / 16 * 16
      let adds = layout.contributions[index].contains(.adds)
      return place + (adds ? count * shape.layers[layer.inputs[0]].size.valueCount : 0)
    case .batchNorm, .groupNorm: return 6 * layer.size.channels
    case .attention:
      let points = layer.size.height * layer.size.width
      return points * points + 3 * points * layer.size.channels
    default: return 0
    }
  }

  /// The values of a layer's results.
  func values(_ index: Int) -> Int64 { Int64(count * shape.layers[index].size.valueCount) }

  private func convolve(_ index: Int, _ shape: Convolution, _ operands: LayerOperands) {
    guard let weights = unsafe operands.parameters else { return }
    let biases = unsafe weights + operands.layer.parameters.count - shape.outputs
    unsafe convolution(index).run {
      unsafe rci_convolution_forward(
        $0, operands.inputs[0], weights, shape.hasBias ? biases : nil, operands.output,
        operands.scratch)
    }
  }

  private func convolveBack(
    _ index: Int, _ shape: Convolution, _ operands: LayerOperands,
    _ outer: UnsafeMutablePointer<Float>
  ) {
    guard let weights = unsafe operands.parameters, let gradient = unsafe operands.gradient else {
      return
    }
    let prepared = convolution(index)
    let biases = unsafe gradient + operands.layer.parameters.count - shape.outputs
    unsafe prepared.run {
      unsafe rci_convolution_backward_weights(
        $0, operands.inputs[0], outer, gradient, shape.hasBias ? biases : nil, operands.scratch)
    }
    guard let inner = unsafe operands.gradient(ofInput: 0) else { return }
    let adds = unsafe operands.adds(toInput: 0)
    let own = unsafe operands.scratch + (prepared.scratch + 15) / 16 * 16
    let target = unsafe adds ? own : inner
    unsafe prepared.run {
      unsafe rci_convolution_backward_data($0, outer, weights, target, operands.scratch)
    }
    if adds { unsafe rci_accumulate(inner, own, values(operands.layer.inputs[0])) }
  }

  private func addBack(_ operands: LayerOperands, _ outer: UnsafeMutablePointer<Float>) {
    for (place, input) in unsafe operands.layer.inputs.enumerated() {
      guard let inner = unsafe operands.gradient(ofInput: place) else { continue }
      switch unsafe operands.contributions[place] {
      case .adds: unsafe rci_accumulate(inner, outer, values(input))
      case .sets: unsafe inner.update(from: outer, count: Int(values(input)))
      case .none, .replaces: break
      }
    }
  }
}

extension ImageActivation {
  /// What C calls the function.
  var code: rci_activation {
    switch self {
    case .identity: RCI_IDENTITY
    case .relu: RCI_RELU
    case .silu: RCI_SILU
    case .tanh: RCI_TANH
    }
  }
}
