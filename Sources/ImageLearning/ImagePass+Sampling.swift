import CConvolutions
import Tables

extension ImagePass {
  func poolLargest(_ window: PoolingWindow, _ operands: LayerOperands) {
    guard let places = unsafe operands.bytes else { return }
    unsafe rci_max_pool_forward(
      pool(window, operands), operands.inputs[0], operands.output, places)
  }

  func repeatPoints(_ operands: LayerOperands) {
    let from = shape.layers[unsafe operands.layer.inputs[0]].size
    unsafe rci_upsample_forward(
      Int64(count), Int64(from.height), Int64(from.width), Int64(from.channels),
      operands.inputs[0], operands.output)
  }

  func sampleBack(
    _ operands: LayerOperands, _ outer: UnsafeMutablePointer<Float>,
    _ inner: UnsafeMutablePointer<Float>
  ) {
    let adds = unsafe operands.adds(toInput: 0)
    let from = shape.layers[unsafe operands.layer.inputs[0]].size
    switch unsafe operands.layer.operation {
    case .maxPool(let window):
      guard let places = unsafe operands.bytes else { return }
      unsafe rci_max_pool_backward(pool(window, operands), places, outer, inner, adds)
    case .averagePool(let window):
      unsafe rci_average_pool_backward(pool(window, operands), outer, inner, adds)
    case .subsample(let stride, _):
      unsafe rci_subsample_backward(subsample(stride, operands), outer, inner, adds)
    default:
      unsafe rci_upsample_backward(
        Int64(count), Int64(from.height), Int64(from.width), Int64(from.channels), outer, inner,
        adds)
    }
  }

  func pool(_ window: PoolingWindow, _ operands: LayerOperands) -> rci_pool {
    let from = shape.layers[unsafe operands.layer.inputs[0]].size
    return rci_pool(
      count: Int64(count), height: Int64(from.height), width: Int64(from.width),
      channels: Int64(from.channels), size: Int64(window.size), stride: Int64(window.stride),
      padding: Int64(window.padding))
  }

  func subsample(_ stride: Int, _ operands: LayerOperands) -> rci_subsample {
    let from = shape.layers[unsafe operands.layer.inputs[0]].size
    return rci_subsample(
      count: Int64(count), height: Int64(from.height), width: Int64(from.width),
      channels: Int64(from.channels), stride: Int64(stride),
      outputs: Int64(unsafe operands.layer.size.channels))
  }

  func join(_ operands: LayerOperands) {
    let size = unsafe operands.layer.size
    var start = 0
    for (place, input) in unsafe operands.layer.inputs.enumerated() {
      let channels = shape.layers[input].size.channels
      unsafe rci_copy_columns(
        operands.inputs[place], Int64(channels), operands.output + start, Int64(size.channels),
        Int64(count * size.height * size.width), Int64(channels), false)
      start += channels
    }
  }

  func joinBack(_ operands: LayerOperands, _ outer: UnsafeMutablePointer<Float>) {
    let size = unsafe operands.layer.size
    var start = 0
    for (place, input) in unsafe operands.layer.inputs.enumerated() {
      let channels = shape.layers[input].size.channels
      if let inner = unsafe operands.gradient(ofInput: place) {
        unsafe rci_copy_columns(
          outer + start, Int64(size.channels), inner, Int64(channels),
          Int64(count * size.height * size.width), Int64(channels), operands.adds(toInput: place))
      }
      start += channels
    }
  }
}

extension LayerOperands {
  /// What is kept, as bytes.
  fileprivate var bytes: UnsafeMutablePointer<UInt8>? {
    unsafe kept.map {
      unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self)
    }
  }
}
