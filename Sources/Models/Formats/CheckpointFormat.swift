import Foundation
import ImageLearning
import Learning
package import Settings
import Tables

/// Weights in the format safetensors, of this program's networks or of PyTorch's state dicts.
package struct CheckpointFormat: ModelFormat {
  package static let name = "checkpoint"
  package static let summary =
    "weights in a safetensors file, of multilayer perceptrons, LeNet and residual networks as PyTorch names them or this "
    + "program saves them"

  private let path: String
  /// A file with the design, where it is not in the settings.
  private let description: String?
  private let design: CheckpointDesign

  package init(_ settings: inout Settings) throws {
    path = try settings.text("path", "the safetensors file, relative to the experiment")
    description = try settings.optionalText(
      "description", "a JSON file that holds the keys from 'model' on, as this program saves it")
    design = try CheckpointDesign(&settings)
  }

  package func open(_ surroundings: ModelSurroundings) async throws -> any ModelSession {
    let file = try SafetensorsFile(path: surroundings.modelFile(path), name: path)
    return try described(surroundings).session(file, in: surroundings)
  }

  /// The design, from its file where one is named.
  private func described(_ surroundings: ModelSurroundings) throws -> CheckpointDesign {
    guard let description else { return design }
    let place = Tables.path(of: description, relativeTo: surroundings.folder)
    guard let bytes = FileManager.default.contents(atPath: place), bytes.count < 1 << 20 else {
      throw ModelsError("\(description): no description of a model can be read here")
    }
    // JSON is YAML too, so one reader does for both.
    var settings = try Settings(
      yaml: String(decoding: bytes, as: UTF8.self), file: description)
    let design = try CheckpointDesign(&settings)
    try settings.finish()
    return design
  }
}

/// Which network weights are of.
struct CheckpointDesign: Sendable {
  enum Network: String, CaseIterable {
    case perceptron = "mlp"
    case leNet = "lenet"
    case twoConvolutions = "two-convolutions"
    case resNet18 = "resnet-18"
    case residual20 = "resnet-20"
    case residual56 = "resnet-56"
  }

  private let network: Network
  private let width: Int
  private let layers: [String]
  private let activation: Activation
  private let output: NetworkShape.Output
  private let names: [(file: String, network: String)]

  init(_ settings: inout Settings) throws {
    network = try settings.choice("model", default: .perceptron, "which network the weights are of")
    width = try settings.integer(
      "width", default: 64, in: 1...4096, "channels of resnet-18's first stage")
    layers = try settings.texts(
      "layers", default: [], count: 0...64,
      "of an mlp, the names of its layers in order; all of the file in the order of their numbers where none are given"
    )
    activation = try settings.choice(
      "activation", default: .relu, "of an mlp, the function after hidden layers")
    output = try settings.choice(
      "output", default: .softmax, "of an mlp, how scores become probabilities")
    names = try settings.textMap(
      "names", "what arrays' names begin with in the file: what stands there in the network"
    ).map { (file: $0.0, network: $0.1) }
  }

  func session(
    _ file: SafetensorsFile, in surroundings: ModelSurroundings
  ) throws -> any ModelSession {
    let file = names.isEmpty ? file : try file.renaming(names)
    let classes = surroundings.records.classCount
    let model: ImageModel
    switch network {
    case .perceptron:
      return try PerceptronSession(
        WeightLayers(file, named: layers), activation: activation, output: output,
        in: surroundings)
    case .leNet: model = .leNet
    case .twoConvolutions: model = .twoConvolutions
    case .resNet18: model = .resNet18(width: width)
    case .residual20: model = .residual(depth: 20)
    case .residual56: model = .residual(depth: 56)
    }
    return try ImageNetworkSession(model, file, classes: classes, in: surroundings)
  }
}
