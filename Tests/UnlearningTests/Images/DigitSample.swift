import Foundation
import ImageLearning
import ImageSets
import Settings
import Statistics
import Tables
import Testing
import Unlearning

/// Problems of forgetting on the embedded digits.
enum DigitSample {
  /// The first digits, 8 x 8 points.
  static func examples(_ count: Int = 240) throws -> ImageExamples {
    let root = ProcessInfo.processInfo.environment["ROLLCALL_ROOT"] ?? "."
    let folder = URL(filePath: root).appending(path: "fixtures/digits").path
    let images = try readImages(ImageLocation("digits.h5:images", relativeTo: folder))
    let set = try labelling(images, from: ImageLocation("digits.h5:labels", relativeTo: folder))
    let labels = Array(try #require(set.labels).codes.prefix(count))
    switch set.pixels {
    case .bytes(let bytes):
      return ImageExamples(
        shape: set.shape, pixels: .bytes(Array(bytes.prefix(count * 64))), labels: labels,
        classCount: 10)
    case .numbers(let numbers):
      return ImageExamples(
        shape: set.shape, pixels: .numbers(Array(numbers.prefix(count * 64))), labels: labels,
        classCount: 10)
    }
  }

  static func training(
    _ examples: ImageExamples, _ model: ImageModel = .leNet, epochs: Int = 15, rate: Double = 0.05
  ) -> ImageNetworkTraining {
    var plan = ImageTrainingPlan()
    (plan.epochs, plan.batchSize, plan.learningRate) = (epochs, 16, rate)
    return ImageNetworkTraining(model, plan, examples: examples)
  }

  static func sisa(
    _ examples: ImageExamples, _ yaml: String = "{shards: 2, slices: 2}",
    _ model: ImageModel = .leNet,
    epochs: Int = 15, rate: Double = 0.05
  ) throws -> SISATraining {
    var settings = try Settings(yaml: yaml, file: "test")
    return SISATraining(
      try SISAPlan(&settings), of: training(examples, model, epochs: epochs, rate: rate))
  }

  static func request(
    _ training: any ModelTraining, _ examples: ImageExamples, forgetting forgotten: [Int],
    of members: [Int]
  ) async throws -> UnlearningRequest {
    var generator = SeededGenerator(seed: 1, label: "original")
    return try UnlearningRequest(
      forgetting: forgotten, of: members,
      by: (try await training.trained(onRows: members, using: &generator), training),
      labels: examples.labels, stream: (1, "unlearning"))
  }
}
