import Arrays
import Foundation
import ImageSets
import Models
import Tables
import Tensors
import Testing

/// Residual networks that others trained, with the scores that ONNX Runtime computed in Python.
@Suite(
  "Published networks on images",
  .enabled(
    if: sharedFile("models/cifar10_resnet") != nil && sharedFile("cifar10") != nil,
    "needs the models and images of ../shared/data, or of ROLLCALL_DATA"))
struct PublishedNetworkTests {
  private static let view =
    "features: image, image: {channels: 3, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225]}"

  /// The first of the test images, which none of the models was trained on.
  private func images(_ count: Int) throws -> Records {
    let folder = try #require(sharedFile("cifar10")).path
    let set = try readImages(
      ImageLocation("test_batch.bin", relativeTo: folder), format: "cifar10")
    let labels = try #require(set.labels)
    let rows = Array(0..<count)
    return try Records(
      Dataset(
        name: "cifar10", features: [],
        label: Categories(codes: rows.map { labels.codes[$0] }, names: (0..<10).map { "\($0)" }),
        groups: [], sources: [],
        images: RecordImages(shape: set.shape, values: set.pixels).selecting(rows)))
  }

  private func worst(_ yaml: String, depth: Int) async throws -> Float {
    let count = depth == 20 ? 128 : 48
    let folder = try #require(sharedFile("models/cifar10_resnet")).path
    let scores = try await answers(
      "{\(yaml), \(Self.view), batch: 16}", of: try images(count), folder: folder)
    var stored = try ArrayFile(path: folder + "/resnet\(depth)_logits.npy")
    // The test images come after 20,000 of training.
    let expected = try stored.remainingFloats().scalars[200_000..<200_000 + 10 * count]
    try #require(scores.scalars.count == expected.count)
    return zip(scores.scalars, expected).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(
    "graphs give the published scores", .enabled(if: hasOnnxRuntime, "needs ONNX Runtime"),
    arguments: [20, 56])
  func graphs(depth: Int) async throws {
    let worst = try await worst("format: onnx, path: resnet\(depth).onnx", depth: depth)
    #expect(worst <= 1e-5)
  }

  @Test("state dicts give the published scores", arguments: [20, 56])
  func stateDicts(depth: Int) async throws {
    let worst = try await worst(
      "format: checkpoint, path: resnet\(depth).safetensors, model: resnet-\(depth)", depth: depth)
    #expect(worst <= 1e-4)
  }
}
