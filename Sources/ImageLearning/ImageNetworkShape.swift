package import Tables

/// The layers of an image network, what each takes in, and where parameters stand in flat arrays.
///
/// Layers stand in an order in which each comes after what it takes in; the last one is the network's result. Weights of
/// convolutions are stored outputs x inputs x rows x columns and those of dense layers outputs x inputs, each before its biases.
/// Normalisations have a gain and then a bias for each channel.
package struct ImageNetworkShape: Equatable, Sendable {
  /// One layer.
  package struct Layer: Equatable, Sendable {
    /// What it computes.
    package let operation: ImageOperation
    /// The layers it takes in.
    package let inputs: [Int]
    /// The size of its result.
    package let size: ImageShape
    /// The name of its numbers in files; empty for none.
    package let name: String
    /// Where its parameters stand.
    package let parameters: Range<Int>
    /// Where its running means and variances stand, for each channel.
    package let statistics: Range<Int>
  }

  /// The layers.
  package private(set) var layers: [Layer] = []

  /// Creates a network without layers.
  package init() {}

  /// Creates a network that takes in images of one size.
  package init(images: ImageShape) {
    _ = addInput(images)
  }

  /// The number of all parameters.
  package var parameterCount: Int { layers.last?.parameters.upperBound ?? 0 }
  /// The number of all running means and variances.
  package var statisticCount: Int { layers.last?.statistics.upperBound ?? 0 }
  /// The layer added last.
  package var last: Int { layers.count - 1 }
  /// The layers that take in data.
  package var inputs: [Int] { layers.indices.filter { layers[$0].operation == .input } }
  /// The size of the network's result.
  package var output: ImageShape { layers[last].size }

  /// Adds a place where data come in.
  package mutating func addInput(_ size: ImageShape) -> Int {
    append(.input, [], size, name: "", parameters: 0, statistics: 0)
  }

  /// Adds a layer.
  ///
  /// - Parameters:
  ///   - operation: What it computes.
  ///   - input: The layer it takes in; nil for the one added last.
  ///   - second: A second one, where the operation takes two.
  ///   - name: The name of its numbers in files.
  /// - Returns: The layer's number.
  @discardableResult
  package mutating func add(
    _ operation: ImageOperation, to input: Int? = nil, and second: Int? = nil,
    name: String = ""
  ) -> Int {
    let inputs = [input ?? last] + (second.map { [$0] } ?? [])
    precondition(
      inputs.allSatisfy { $0 >= 0 && $0 < layers.count }, "layers \(inputs) of \(layers.count)")
    let from = layers[inputs[0]].size
    let size = operation.result(of: from, and: second.map { layers[$0].size })
    let isBatchNorm = if case .batchNorm = operation { true } else { false }
    return append(
      operation, inputs, size, name: name,
      parameters: operation.parameterCount(of: from, result: size),
      statistics: isBatchNorm ? 2 * size.channels : 0)
  }

  private mutating func append(
    _ operation: ImageOperation, _ inputs: [Int], _ size: ImageShape, name: String, parameters: Int,
    statistics: Int
  ) -> Int {
    let (first, start) = (parameterCount, statisticCount)
    layers.append(
      Layer(
        operation: operation, inputs: inputs, size: size, name: name,
        parameters: first..<first + parameters,
        statistics: start..<start + statistics))
    return last
  }
}

extension ImageOperation {
  /// The size of the result.
  fileprivate func result(of from: ImageShape, and second: ImageShape?) -> ImageShape {
    func windows(_ size: Int, _ stride: Int, _ padding: Int, _ channels: Int) -> ImageShape {
      ImageShape(
        height: (from.height + 2 * padding - size) / stride + 1,
        width: (from.width + 2 * padding - size) / stride + 1, channels: channels)
    }
    switch self {
    case .input: return from
    case .convolution(let layer):
      return windows(layer.kernel, layer.stride, layer.padding, layer.outputs)
    case .batchNorm(let activation):
      precondition(activation == .identity || activation == .relu, "\(activation) after batches")
      precondition(second == nil || second == from, "\(from) and \(String(describing: second))")
    case .groupNorm(let groups, let activation):
      precondition(activation != .tanh && from.channels % groups == 0, "\(groups) of \(from)")
      precondition(second.map { $0.valueCount == 2 * from.channels } ?? true, "modulates \(from)")
    case .activation: break
    case .maxPool(let window):
      return windows(window.size, window.stride, window.padding, from.channels)
    case .averagePool(let window):
      precondition(window.padding == 0, "means over points that are none")
      return windows(window.size, window.stride, 0, from.channels)
    case .upsample:
      return ImageShape(height: 2 * from.height, width: 2 * from.width, channels: from.channels)
    case .dense(let outputs, _): return ImageShape(height: 1, width: 1, channels: outputs)
    case .attention:
      precondition(from.channels % 3 == 0, "\(from.channels) channels in three")
      return ImageShape(height: from.height, width: from.width, channels: from.channels / 3)
    case .add: precondition(second == from, "\(from) and \(String(describing: second))")
    case .concatenate: return joined(from, second)
    case .subsample(let stride, let outputs):
      return ImageShape(
        height: (from.height + stride - 1) / stride, width: (from.width + stride - 1) / stride,
        channels: outputs)
    }
    return from
  }

  private func joined(_ from: ImageShape, _ second: ImageShape?) -> ImageShape {
    guard let second, second.height == from.height, second.width == from.width else {
      preconditionFailure("\(from) and \(String(describing: second)) side by side")
    }
    return ImageShape(
      height: from.height, width: from.width, channels: from.channels + second.channels)
  }

  /// The number of parameters.
  fileprivate func parameterCount(of from: ImageShape, result: ImageShape) -> Int {
    switch self {
    case .convolution(let layer):
      layer.outputs * from.channels * layer.kernel * layer.kernel
        + (layer.hasBias ? layer.outputs : 0)
    case .batchNorm, .groupNorm: 2 * from.channels
    case .dense(let outputs, _): outputs * (from.valueCount + 1)
    default: 0
    }
  }
}
