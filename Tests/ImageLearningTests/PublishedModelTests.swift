import Arrays
import Foundation
import ImageLearning
import ImageSets
import Tables
import Tensors
import Testing

@Suite("Published residual networks")
struct PublishedModelTests {
  /// The preprocessing that the models were trained with.
  private static let scaling = ImageScaling(
    mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

  @Test(
    "the scores of real images are those that another program computed",
    .enabled(
      if: sharedData("models/cifar10_resnet") != nil && sharedData("cifar10") != nil,
      "needs the models and images of ../shared/data, or of ROLLCALL_DATA"),
    arguments: [20, 56])
  func logits(depth: Int) throws {
    let models = try #require(sharedData("models/cifar10_resnet"))
    let folder = try #require(sharedData("cifar10")).path
    let set = try readImages(
      ImageLocation("test_batch.bin", relativeTo: folder), format: "cifar10")
    let labels = try #require(set.labels)
    let examples = ImageExamples(
      shape: set.shape, pixels: set.pixels, labels: labels.codes, classCount: 10)
    let file = try SafetensorsFile(
      path: models.appending(path: "resnet\(depth).safetensors").path, name: "resnet\(depth)")
    let shape = ImageModel.residual(depth: depth).shape(images: set.shape, classes: 10)
    let classifier = ImageClassifier(
      network: try ImageNetwork(file, shape: shape), scaling: Self.scaling)
    var stored = try ArrayFile(path: models.appending(path: "resnet\(depth)_logits.npy").path)
    // The test images come after 20,000 of training; 70 are more than pass together.
    let expected = try stored.remainingFloats()
    let rows = Array(0..<(depth == 20 ? 200 : 70))
    let scores = try classifier.logits(ofRows: rows, of: examples)
    for row in rows {
      for (score, other) in zip(scores.row(row), expected.row(20_000 + row)) {
        #expect(abs(score - other) < 1e-4)
      }
    }
  }
}
