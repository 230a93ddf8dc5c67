import CConvolutions
import Tables

/// What is added to a variance before its root is taken.
let normalizationEpsilon: Float = 1e-5

extension ImagePass {
  func normalizeBatch(_ activation: ImageActivation, _ operands: LayerOperands) {
    guard let parameters = unsafe operands.parameters, let kept = unsafe operands.kept else {
      return
    }
    unsafe rci_batch_norm_forward(
      batchNorm(activation, operands), operands.inputs[0],
      operands.inputs.count == 2 ? operands.inputs[1] : nil, parameters, operands.running, kept,
      operands.output)
  }

  func normalizeBatchBack(
    _ activation: ImageActivation, _ operands: LayerOperands, _ outer: UnsafeMutablePointer<Float>
  ) {
    guard let parameters = unsafe operands.parameters, let kept = unsafe operands.kept,
      let gradient = unsafe operands.gradient
    else { return }
    let hasAdded = unsafe operands.inputs.count == 2
    unsafe rci_batch_norm_backward(
      batchNorm(activation, operands), operands.inputs[0], operands.output, hasAdded, outer,
      parameters, kept, gradient, operands.gradient(ofInput: 0), operands.adds(toInput: 0),
      operands.scratch)
    guard hasAdded, let added = unsafe operands.gradient(ofInput: 1) else { return }
    switch unsafe operands.contributions[1] {
    case .adds: unsafe rci_accumulate(added, outer, values(operands.layer.inputs[1]))
    case .sets: unsafe added.update(from: outer, count: Int(values(operands.layer.inputs[1])))
    case .none, .replaces: break
    }
  }

  private func batchNorm(
    _ activation: ImageActivation, _ operands: LayerOperands
  ) -> rci_batch_norm {
    let size = unsafe operands.layer.size
    return rci_batch_norm(
      rows: Int64(count * size.height * size.width), channels: Int64(size.channels),
      epsilon: normalizationEpsilon, is_frozen: statistics == .running,
      activation: activation.code)
  }

  func normalizeGroups(_ groups: Int, _ activation: ImageActivation, _ operands: LayerOperands) {
    guard let parameters = unsafe operands.parameters, let kept = unsafe operands.kept else {
      return
    }
    unsafe rci_group_norm_forward(
      groupNorm(groups, activation, operands), operands.inputs[0],
      operands.inputs.count == 2 ? operands.inputs[1] : nil, parameters, kept, operands.output)
  }

  func normalizeGroupsBack(
    _ groups: Int, _ activation: ImageActivation, _ operands: LayerOperands,
    _ outer: UnsafeMutablePointer<Float>
  ) {
    guard let parameters = unsafe operands.parameters, let kept = unsafe operands.kept,
      let gradient = unsafe operands.gradient
    else { return }
    let isModulated = unsafe operands.inputs.count == 2
    let modulation = unsafe isModulated ? operands.gradient(ofInput: 1) : nil
    if let modulation = unsafe modulation, unsafe !operands.adds(toInput: 1) {
      unsafe modulation.update(
        repeating: 0, count: Int(values(operands.layer.inputs[1])))
    }
    unsafe rci_group_norm_backward(
      groupNorm(groups, activation, operands), operands.inputs[0],
      isModulated ? operands.inputs[1] : nil, outer, parameters, kept, gradient, modulation,
      operands.gradient(ofInput: 0), operands.adds(toInput: 0), operands.scratch)
  }

  private func groupNorm(
    _ groups: Int, _ activation: ImageActivation, _ operands: LayerOperands
  ) -> rci_group_norm {
    let size = unsafe operands.layer.size
    return rci_group_norm(
      count: Int64(count), points: Int64(size.height * size.width),
      channels: Int64(size.channels), groups: Int64(groups), epsilon: normalizationEpsilon,
      activation: activation.code)
  }
}
