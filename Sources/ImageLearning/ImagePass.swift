import Tables

/// The forward and backward passes of a network over a few images at a time, on the thread that calls it.
///
/// Results depend on the numbers and on how many images there are, never on what passed before. Buffers live as long as the pass; models
/// or micro-batches in parallel need one pass each.
@safe package final class ImagePass {
  /// What batch normalisation takes for means and variances.
  package enum Statistics: Sendable {
    /// Those of the images that pass together.
    case batch
    /// The network's running ones.
    case running
  }

  /// The layers.
  package let shape: ImageNetworkShape
  /// The most images that pass together.
  package let capacity: Int
  let layout: ImagePassLayout
  let learns: Bool
  let memory: AlignedMemory
  private var scratch = AlignedMemory(count: 0)
  /// Prepared convolutions by the number of images, for each layer that is one.
  private var convolutions: [Int: [LayerConvolution?]] = [:]
  /// The images of the last forward pass, and what it normalised with.
  private(set) var count = 0
  private(set) var statistics = Statistics.running
  /// Whether results stand that a backward pass has not used up.
  private var canGoBack = false

  /// Creates the buffers.
  ///
  /// - Parameters:
  ///   - shape: The layers.
  ///   - capacity: The most images that pass together.
  ///   - learns: Whether backward passes are wanted.
  ///   - wantsInputGradients: Whether they are to give the gradients of what comes in, too.
  package init(
    _ shape: ImageNetworkShape, capacity: Int, learns: Bool, wantsInputGradients: Bool = false
  ) {
    precondition(capacity > 0 && !shape.layers.isEmpty, "a pass of \(capacity) images")
    (self.shape, self.capacity, self.learns) = (shape, capacity, learns)
    layout = ImagePassLayout(
      shape, capacity: capacity,
      purpose: .init(learns: learns, wantsInputGradients: wantsInputGradients))
    memory = AlignedMemory(count: layout.size)
  }

  /// Gives the place of an input's values to be filled: images x rows x columns x channels.
  ///
  /// - Parameters:
  ///   - input: The layer that takes them in.
  ///   - count: The images.
  ///   - body: Fills all values.
  /// - Returns: What the body returns.
  package func withInput<Result>(
    _ input: Int = 0, count: Int, _ body: (inout MutableSpan<Float>) throws -> Result
  ) rethrows -> Result {
    precondition(
      shape.layers[input].operation == .input && count <= capacity, "\(count) at \(input)")
    return try withValues(
      of: layout.results[input], count * shape.layers[input].size.valueCount, body)
  }

  /// Computes the network's result from what has been filled in.
  ///
  /// - Parameters:
  ///   - network: The numbers, of this pass's shape.
  ///   - count: The images.
  ///   - statistics: What batch normalisation takes.
  /// - Throws: `CancellationError` between two layers.
  package func forward(
    _ network: borrowing ImageNetwork, count: Int, statistics: Statistics
  ) throws {
    precondition(
      count > 0 && count <= capacity && network.parameters.count == shape.parameterCount,
      "\(count) images for \(capacity)")
    (self.count, self.statistics, canGoBack) = (count, statistics, false)
    prepare(count: count)
    try unsafe network.parameters.withUnsafeBufferPointer { parameters in
      try unsafe network.statistics.withUnsafeBufferPointer { running in
        for index in shape.layers.indices {
          try Task.checkCancellation()
          var operands = unsafe operands(of: index, parameters: parameters.baseAddress)
          unsafe operands.running =
            running.baseAddress.map { unsafe $0 + shape.layers[index].statistics.lowerBound }
          unsafe forward(index, operands)
        }
      }
    }
    canGoBack = true
  }

  /// The network's result for the images that passed last.
  package var output: [Float] {
    let size = count * shape.output.valueCount
    return withValues(of: layout.results[shape.last], size) { values in
      var copy = Array(repeating: Float(0), count: size)
      for index in 0..<size { copy[index] = values[index] }
      return copy
    }
  }

  /// Adds the gradients of all parameters, for the images that passed last.
  ///
  /// It uses the results up, whose memory its gradients take over: each forward pass can be followed by one.
  ///
  /// - Parameters:
  ///   - outer: The gradient of the network's result.
  ///   - network: The numbers that the forward pass had.
  ///   - gradient: One number for each parameter, to which is added.
  /// - Throws: `CancellationError` between two layers; what was added by then stays.
  package func backward(
    _ outer: Span<Float>, through network: borrowing ImageNetwork, addingTo gradient: inout [Float]
  ) throws {
    precondition(
      learns && canGoBack && outer.count == count * shape.output.valueCount
        && gradient.count == shape.parameterCount, "\(outer.count) gradients of \(count) images")
    canGoBack = false
    guard let place = layout.gradients[shape.last] else { return }
    withValues(of: place, outer.count) { values in
      for index in 0..<outer.count { values[index] = outer[index] }
    }
    try unsafe network.parameters.withUnsafeBufferPointer { parameters in
      try unsafe gradient.withUnsafeMutableBufferPointer { gradient in
        for index in shape.layers.indices.reversed() {
          guard let place = layout.gradients[index] else { continue }
          try Task.checkCancellation()
          var operands = unsafe operands(of: index, parameters: parameters.baseAddress)
          unsafe operands.outer = memory.start + place
          unsafe operands.gradient =
            gradient.baseAddress.map { unsafe $0 + shape.layers[index].parameters.lowerBound }
          unsafe backward(index, operands)
        }
      }
    }
  }

  /// The gradient of what an input took in, after a backward pass that was to give it.
  package func inputGradient(_ input: Int = 0) -> [Float] {
    guard let place = layout.gradients[input] else {
      preconditionFailure("a pass that gives layer \(input) no gradient")
    }
    let size = count * shape.layers[input].size.valueCount
    return withValues(of: place, size) { values in (0..<size).map { values[$0] } }
  }

  /// Gives the means and variances that the last forward pass normalised with, in the order of the network's running ones.
  package var batchStatistics: [Float] {
    shape.layers.indices.flatMap { index -> [Float] in
      guard let place = layout.kept[index], case .batchNorm = shape.layers[index].operation else {
        return []
      }
      return withValues(of: place, shape.layers[index].statistics.count) { values in
        (0..<values.count).map { values[$0] }
      }
    }
  }

  private func withValues<Result>(
    of place: Int, _ count: Int, _ body: (inout MutableSpan<Float>) throws -> Result
  ) rethrows -> Result {
    let buffer = unsafe UnsafeMutableBufferPointer(start: memory.start + place, count: count)
    var span = unsafe buffer.mutableSpan
    return try body(&span)
  }

  /// Prepares what depends on the number of images.
  private func prepare(count: Int) {
    guard convolutions[count] == nil else { return }
    convolutions[count] = shape.layers.map { layer in
      guard case .convolution(let convolution) = layer.operation else { return nil }
      return LayerConvolution(
        convolution, of: shape.layers[layer.inputs[0]].size, count: count, learns: learns)
    }
    let most = shape.layers.indices.map { scratchCount(ofLayer: $0, count: count) }.max() ?? 0
    if most > scratch.count { scratch = AlignedMemory(count: most) }
  }

  /// A layer's convolution, for the images that pass now.
  func convolution(_ layer: Int) -> LayerConvolution {
    guard let prepared = convolutions[count]?[layer] else {
      preconditionFailure("layer \(layer) is no convolution of \(count) images")
    }
    return prepared
  }

  private func operands(
    of index: Int, parameters: UnsafePointer<Float>?
  ) -> LayerOperands {
    let layer = shape.layers[index]
    return unsafe LayerOperands(
      layer: layer, count: count,
      inputs: layer.inputs.map { unsafe memory.start + layout.results[$0] },
      output: memory.start + layout.results[index],
      inner: layer.inputs.map { input in
        unsafe layout.gradients[input].map { unsafe memory.start + $0 }
      },
      contributions: layout.contributions[index],
      parameters: parameters.map { unsafe $0 + layer.parameters.lowerBound },
      kept: layout.kept[index].map { unsafe memory.start + $0 }, scratch: scratch.start)
  }
}

/// What one layer reads and writes.
@unsafe struct LayerOperands {
  let layer: ImageNetworkShape.Layer
  /// The images.
  let count: Int
  let inputs: [UnsafeMutablePointer<Float>]
  let output: UnsafeMutablePointer<Float>
  /// The gradients of the inputs.
  let inner: [UnsafeMutablePointer<Float>?]
  let contributions: [ImagePassLayout.Contribution]
  let parameters: UnsafePointer<Float>?
  /// What the backward pass finds of the forward one.
  let kept: UnsafeMutablePointer<Float>?
  let scratch: UnsafeMutablePointer<Float>
  /// The gradient of the output.
  var outer: UnsafeMutablePointer<Float>?
  /// The gradients of the parameters.
  var gradient: UnsafeMutablePointer<Float>?
  var running: UnsafePointer<Float>?

  /// The gradient of an input, where it is wanted.
  func gradient(ofInput place: Int) -> UnsafeMutablePointer<Float>? {
    unsafe contributions[place] == .none ? nil : unsafe inner[place]
  }

  /// Whether the gradient of an input is added to what is there.
  func adds(toInput place: Int) -> Bool { unsafe contributions[place] == .adds }
}
