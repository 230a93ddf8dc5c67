import Tables

extension ImageNetwork {
  /// Takes over the numbers of a network that PyTorch saved.
  ///
  /// Arrays are named after the layers: `weight` and `bias`, and of batch normalisation `running_mean` and `running_var`.
  ///
  /// - Parameters:
  ///   - file: The arrays; counters of batches (`num_batches_tracked`) count for nothing.
  ///   - shape: The layers.
  /// - Throws: `ImageLearningError` naming an array that is missing, of another shape or left over.
  package init(_ file: SafetensorsFile, shape: ImageNetworkShape) throws {
    var (parameters, statistics): ([Float], [Float]) = ([], [])
    var arrays = WantedArrays(file: file)
    for layer in shape.layers where !layer.parameters.isEmpty {
      let (name, input) = (layer.name, shape.layers[layer.inputs[0]].size)
      switch layer.operation {
      case .convolution(let convolution):
        let (outputs, kernel) = (convolution.outputs, convolution.kernel)
        parameters += try arrays.take(name + ".weight", [outputs, input.channels, kernel, kernel])
        if convolution.hasBias { parameters += try arrays.take(name + ".bias", [outputs]) }
      case .dense(let outputs, _):
        parameters += channelsLast(
          try arrays.take(name + ".weight", [outputs, input.valueCount]), input)
        parameters += try arrays.take(name + ".bias", [outputs])
      default:
        for part in [".weight", ".bias"] {
          parameters += try arrays.take(name + part, [input.channels])
        }
        guard !layer.statistics.isEmpty else { continue }
        for part in [".running_mean", ".running_var"] {
          statistics += try arrays.take(name + part, [input.channels])
        }
      }
    }
    try arrays.finish()
    self.init(shape: shape, parameters: parameters, statistics: statistics)
  }

  /// All numbers by name, in the shapes and the order that PyTorch's layers have.
  package var named: [String: (shape: [Int], numbers: [Float])] {
    var result: [String: (shape: [Int], numbers: [Float])] = [:]
    for layer in shape.layers where !layer.parameters.isEmpty {
      let own = parameters[layer.parameters]
      let input = shape.layers[layer.inputs[0]].size
      let (extents, biases) = layer.operation.extents(input)
      let numbers = Array(own.dropLast(biases))
      let isDense = if case .dense = layer.operation { true } else { false }
      result[layer.name + ".weight"] = (
        extents, isDense ? channelsFirst(numbers, input) : numbers
      )
      if biases > 0 { result[layer.name + ".bias"] = ([biases], Array(own.suffix(biases))) }
      guard !layer.statistics.isEmpty else { continue }
      let half = layer.statistics.count / 2
      result[layer.name + ".running_mean"] = (
        [half], Array(statistics[layer.statistics].prefix(half))
      )
      result[layer.name + ".running_var"] = (
        [half], Array(statistics[layer.statistics].suffix(half))
      )
    }
    return result
  }
}

/// The arrays of a file, which a network takes one after the other and must take all of.
private struct WantedArrays {
  let file: SafetensorsFile
  private var taken: Set<String> = []

  init(file: SafetensorsFile) { self.file = file }

  mutating func take(_ name: String, _ extents: [Int]) throws -> [Float] {
    taken.insert(name)
    guard let array = file.arrays[name] else {
      throw ImageLearningError("\(file.place): has no array '\(name)'; name the network it is of")
    }
    guard array.shape == extents else {
      throw ImageLearningError(
        "\(file.place): '\(name)' has the shape \(array.shape) where the network needs \(extents); "
          + "name the network it is of")
    }
    return array.numbers
  }

  func finish() throws {
    let others = file.arrays.keys.filter {
      !taken.contains($0) && !$0.hasSuffix(".num_batches_tracked")
    }
    guard let other = others.min() else { return }
    throw ImageLearningError(
      "\(file.place): '\(other)' is no part of the network; name the network it is of")
  }
}

extension ImageOperation {
  /// The extents of the weights and the number of biases.
  fileprivate func extents(_ input: ImageShape) -> ([Int], biases: Int) {
    switch self {
    case .convolution(let layer):
      (
        [layer.outputs, input.channels, layer.kernel, layer.kernel],
        layer.hasBias ? layer.outputs : 0
      )
    case .dense(let outputs, _): ([outputs, input.valueCount], outputs)
    default: ([input.channels], input.channels)
    }
  }
}

/// Rows over the values of an image with the channels of a point side by side, as rows with one channel after the other.
private func channelsFirst(_ rows: [Float], _ size: ImageShape) -> [Float] {
  transposed(rows, size.height * size.width, size.channels)
}

/// Rows over the values of an image with one channel after the other, as rows with the channels of a point side by side.
private func channelsLast(_ rows: [Float], _ size: ImageShape) -> [Float] {
  transposed(rows, size.channels, size.height * size.width)
}

/// Matrices that stand one after the other, each with its rows for columns.
private func transposed(_ matrices: [Float], _ height: Int, _ width: Int) -> [Float] {
  guard height > 1, width > 1 else { return matrices }
  var result = matrices
  for start in stride(from: 0, to: matrices.count, by: height * width) {
    for row in 0..<height {
      for column in 0..<width {
        result[start + column * height + row] = matrices[start + row * width + column]
      }
    }
  }
  return result
}
