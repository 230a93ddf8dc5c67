import Arrays
import Foundation
import ImageLearning
import Models
import Tables
import TemporaryFolders
import Tensors
import Testing

@Suite("Weights in safetensors")
struct CheckpointFormatTests {
  private func array(_ name: String) throws -> Tensor<Float> {
    var file = try ArrayFile(path: LinearSample.fixtures + "/checkpoints.npz", array: name)
    return try file.remainingFloats()
  }

  private func records(_ x: Tensor<Float>) throws -> Records {
    let (count, width) = (x.rowCount, x.rowLength)
    return try Records(
      Dataset(
        name: "weights",
        features: (0..<width).map { column in
          Feature(
            name: "x\(column)",
            values: .numeric((0..<count).map { Double(x.scalars[$0 * width + column]) }))
        },
        label: Categories(codes: (0..<count).map { Int32($0 % 3) }, names: ["0", "1", "2"]),
        groups: [], sources: []))
  }

  private func agree(_ scores: Tensor<Float>, _ expected: Tensor<Float>) -> Bool {
    scores.scalars.count == expected.scalars.count
      && zip(scores.scalars, expected.scalars).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  @Test("a perceptron's state dict gives PyTorch's scores, with layers named or not")
  func perceptron() async throws {
    let records = try records(array("x"))
    for layers in ["", ", layers: ['0', '2']"] {
      let scores = try await answers(
        "{format: checkpoint, path: perceptron.safetensors\(layers)}", of: records)
      #expect(agree(scores, try array("perceptron")))
    }
    let other = try await answers(
      "{format: checkpoint, path: perceptron.safetensors, activation: tanh}", of: records)
    #expect(!agree(other, try array("perceptron")))
  }

  @Test("a LeNet with a prefix before its names gives PyTorch's scores")
  func leNet() async throws {
    let records = try records(array("images"))
    let scores = try await answers(
      "{format: checkpoint, path: lenet.safetensors, model: lenet, names: {module.: ''}, features: image}",
      of: records)
    #expect(agree(scores, try array("lenet")))
  }

  @Test("the design may stand in a JSON file, and weights of this program in the file")
  func described() async throws {
    let folder = try TemporaryFolder()
    // Scores x W + b of two classes after a shift and a scale of the inputs.
    let bytes = try SafetensorsFile.bytes([
      "layer-1-weights": .init([4, 3], (0..<12).map { Float($0) / 8 }),
      "layer-1-biases": .init([3], [1, 0, -1]), "shift": .init([4], [1, 0, 0, 0]),
      "scale": .init([4], [1, 1, 2, 0]),
    ])
    _ = try folder.write(bytes, as: "own.safetensors")
    _ = try folder.write(
      Array("{\"model\": \"mlp\", \"activation\": \"tanh\"}".utf8), as: "own.json")
    let x = try array("x")
    let scores = try await answers(
      "{format: checkpoint, path: own.safetensors, description: own.json}", of: try records(x),
      folder: folder.path)
    for row in 0..<30 {
      let input = Array(x.row(row))
      let scaled = [input[0] - 1, input[1], input[2] * 2, 0]
      for label in 0..<3 {
        let expected = (0..<4).reduce(Float(1 - label)) {
          $0 + scaled[$1] * Float($1 * 3 + label) / 8
        }
        #expect(abs(scores.row(row)[row * 3 + label] - expected) < 1e-5)
      }
    }
  }

  static let networks: [ImageModel] = [
    .leNet, .twoConvolutions, .resNet18(width: 2), .residual(depth: 20),
  ]

  @Test("a network of this program gives the same scores after it was saved", arguments: networks)
  func saved(_ model: ImageModel) async throws {
    let shape = ImageShape(height: 8, width: 8, channels: 3)
    let bytes = (0..<5 * shape.valueCount).map { UInt8(truncatingIfNeeded: $0 * 37 % 251) }
    let records = try Records(
      Dataset(
        name: "images", features: [],
        label: Categories(codes: [0, 1, 2, 0, 1], names: ["0", "1", "2"]), groups: [],
        sources: [], images: RecordImages(shape: shape, values: .bytes(bytes))))
    let classifier = ImageClassifier(
      network: ImageNetwork(shape: model.shape(images: shape, classes: 3), seed: 1),
      scaling: ImageScaling(mean: [0.4, 0.5, 0.6], deviation: [0.2, 0.3, 0.25]))
    let folder = try TemporaryFolder()
    let weights = try SafetensorsFile.bytes(
      classifier.weights.mapValues { .init($0.shape, $0.scalars) })
    _ = try folder.write(weights, as: "own.safetensors")
    _ = try folder.write(Array(model.design.utf8), as: "own.json")
    let scores = try await answers(
      "{format: checkpoint, path: own.safetensors, description: own.json, features: image, image: {channels: 3}}",
      of: records, folder: folder.path)
    let expected = try classifier.logits(ofRows: Array(0..<5), of: records)
    #expect(scores == expected)
  }

  static let refusals: [(String, String)] = [
    (
      "path: perceptron.safetensors, layers: ['0']",
      "'2.bias' is no part of a multilayer perceptron"
    ),
    ("path: perceptron.safetensors, layers: ['2', '0']", "does not fit the layer before"),
    ("path: perceptron.safetensors, names: {fc: x}", "'names' speaks of 'fc'"),
    ("path: lenet.safetensors, model: resnet-20", "set 'features' of 'target' to image"),
    ("path: lenet.safetensors", "is no matrix of a dense layer"),
    ("path: linear.onnx", "is no safetensors file"),
    ("path: perceptron.safetensors, description: none.json", "no description of a model"),
  ]

  @Test("what does not fit is refused in one line", arguments: refusals)
  func refused(_ refusal: (String, String)) async throws {
    let records = try records(array("x"))
    let text = await failureLine {
      _ = try await answers("{format: checkpoint, \(refusal.0)}", of: records)
    }
    #expect(text.contains(refusal.1), "\(text)")
    #expect(!text.contains("\n"))
  }
}
