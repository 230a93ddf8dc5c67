import Foundation
import ImageLearning

/// The dense layers of a file of weights, in order.
struct WeightLayers {
  /// One layer: inputs x outputs, row by row, and a bias for each output.
  struct Layer {
    let inputs: Int
    let outputs: Int
    let weights: [Float]
    let biases: [Float]
  }

  let layers: [Layer]
  /// What is taken from each input and what it is then multiplied by; nil where the file has no such arrays.
  let scaling: (shift: [Float], scale: [Float])?
  /// What messages call the file.
  let place: String

  /// Reads the layers.
  ///
  /// PyTorch's layers are `name.weight`, outputs x inputs, and `name.bias`; this program's are `layer-1-weights`, inputs x outputs,
  /// and `layer-1-biases`, with `shift` and `scale` of the inputs.
  ///
  /// - Parameters:
  ///   - file: The arrays.
  ///   - named: The layers' names in order; all by their numbers where none are given.
  /// - Throws: `ModelsError` where arrays are missing, left over or do not fit each other.
  init(_ file: SafetensorsFile, named: [String]) throws(ModelsError) {
    place = file.place
    let arrays = file.arrays
    let isOwn = arrays["layer-1-weights"] != nil
    let suffixes = isOwn ? ("-weights", "-biases") : (".weight", ".bias")
    let found = arrays.keys.filter { $0.hasSuffix(suffixes.0) }.map {
      String($0.dropLast(suffixes.0.count))
    }.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    let names = named.isEmpty ? found : named
    guard !names.isEmpty else {
      throw ModelsError("\(place): has no arrays that end in '.weight'; save a state dict")
    }
    var layers: [Layer] = []
    for name in names {
      layers.append(
        try Self.layer(
          (name + suffixes.0, name + suffixes.1), of: file, isOwn: isOwn, after: layers.last))
    }
    let used: [String] = ["shift", "scale"] + names.flatMap { [$0 + suffixes.0, $0 + suffixes.1] }
    if let other = arrays.keys.filter({ !used.contains($0) }).min() {
      throw ModelsError(
        "\(place): '\(other)' is no part of a multilayer perceptron; list its layers in 'layers', or name another 'model'"
      )
    }
    guard layers.flatMap({ $0.weights + $0.biases }).allSatisfy(\.isFinite) else {
      throw ModelsError("\(place): holds weights that are not finite; save the model again")
    }
    self.layers = layers
    scaling = try Self.scaling(file, inputs: layers[0].inputs)
  }

  private static func layer(
    _ keys: (weights: String, biases: String), of file: SafetensorsFile, isOwn: Bool,
    after before: Layer?
  ) throws(ModelsError) -> Layer {
    guard let weights = file.arrays[keys.weights], weights.shape.count == 2 else {
      throw ModelsError(
        "\(file.place): '\(keys.weights)' is no matrix of a dense layer; name the layers in 'layers', or another 'model'"
      )
    }
    let (rows, columns) = (weights.shape[0], weights.shape[1])
    let (inputs, outputs) = isOwn ? (rows, columns) : (columns, rows)
    let biases = file.arrays[keys.biases]?.numbers ?? Array(repeating: 0, count: outputs)
    guard biases.count == outputs, inputs == before?.outputs ?? inputs, inputs > 0, outputs > 0
    else {
      throw ModelsError(
        "\(file.place): '\(keys.weights)' of the shape \(weights.shape) does not fit the layer before or its biases; list the "
          + "layers in order in 'layers'")
    }
    return Layer(
      inputs: inputs, outputs: outputs,
      weights: isOwn ? weights.numbers : transposed(weights.numbers, rows, columns),
      biases: biases)
  }

  private static func scaling(
    _ file: SafetensorsFile, inputs: Int
  ) throws(ModelsError) -> (shift: [Float], scale: [Float])? {
    guard let shift = file.arrays["shift"], let scale = file.arrays["scale"] else { return nil }
    guard shift.numbers.count == inputs, scale.numbers.count == inputs else {
      throw ModelsError(
        "\(file.place): 'shift' and 'scale' are not of \(inputs) inputs; save the model again")
    }
    return (shift.numbers, scale.numbers)
  }

  private static func transposed(_ values: [Float], _ rows: Int, _ columns: Int) -> [Float] {
    var result = values
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = values[row * columns + column] }
    }
    return result
  }
}
