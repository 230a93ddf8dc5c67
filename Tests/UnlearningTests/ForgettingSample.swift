import Foundation
import Learning
import Settings
import Statistics
import Tensors
import Unlearning

/// Small problems of forgetting, on records of two or more overlapping classes.
enum ForgettingSample {
  static func examples(_ count: Int, columns: Int = 6, classes: Int = 2) -> Examples {
    var generator = SeededGenerator(seed: 4, label: "examples")
    var (features, labels) = ([Float](), [Int32]())
    for _ in 0..<count {
      let label = generator.integer(below: classes)
      labels.append(Int32(label))
      for column in 0..<columns {
        features.append(Float(generator.normal()) + (column % classes == label ? 1 : 0))
      }
    }
    return Examples(
      features: Tensor(shape: [count, columns], scalars: features), labels: labels,
      classCount: classes)
  }

  static func training(
    _ examples: Examples, _ yaml: String = "{hidden: [16], epochs: 60, batch: 16, rate: 0.1}"
  ) throws -> NetworkTraining {
    var settings = try Settings(yaml: yaml, file: "test")
    let plan = try TrainingPlan(&settings)
    let columns = examples.features.rowLength
    return NetworkTraining(plan, examples: examples) { _ in .identity(columns: columns) }
  }

  static func unlearner(_ name: String, _ yaml: String = "") throws -> any Unlearner {
    guard let type = unlearners.first(where: { $0.name == name }) else { throw Missing() }
    var settings = try Settings(yaml: yaml, file: "test")
    let method = try type.init(&settings)
    try settings.finish()
    return method
  }

  struct Missing: Error {}

  static func ridge(
    _ examples: Examples, deviation: Double = 0, lambda: Double = 0.01
  ) throws -> RidgeTraining {
    var settings = try Settings(
      yaml: "{lambda: \(lambda), deviation: \(deviation), noise: seeded}", file: "test")
    return try RidgeTraining(
      RidgeTraining.Plan(&settings),
      data: RidgeData(features: examples.features, labels: examples.labels))
  }

  static func sisa(
    _ examples: Examples, _ yaml: String = "{shards: 3, slices: 3}"
  ) throws -> SISATraining {
    var settings = try Settings(yaml: yaml, file: "test")
    return SISATraining(
      try SISAPlan(&settings),
      of: try training(examples, "{hidden: [8], epochs: 20, batch: 16, rate: 0.1}"))
  }

  /// A trained model and the wish to forget some of its records, by the training that the method belongs to.
  static func request(
    for method: String, _ examples: Examples, forgetting forgotten: [Int], of members: [Int]
  ) async throws -> UnlearningRequest {
    let training: any ModelTraining =
      switch method {
      case "newton": try ridge(examples)
      case "certified-removal": try ridge(examples, deviation: 5)
      case "sisa": try sisa(examples)
      default: try self.training(examples)
      }
    var generator = SeededGenerator(seed: 1, label: "original")
    return try UnlearningRequest(
      forgetting: forgotten, of: members,
      by: (try await training.trained(onRows: members, using: &generator), training),
      labels: examples.labels, stream: (1, "unlearning"))
  }

  static func meanLoss(_ model: any RowClassifier, _ rows: [Int], _ labels: [Int32]) throws
    -> Double
  {
    let logits = try model.logits(ofRows: rows)
    return mean(
      rows.enumerated().map { place, row in
        let scores = logits.row(place).map(Double.init)
        let largest = scores.max() ?? 0
        let sum = scores.reduce(0) { $0 + exp($1 - largest) }
        return largest + log(sum) - scores[Int(labels[row])]
      })
  }

  static func accuracy(_ model: any RowClassifier, _ rows: [Int], _ labels: [Int32]) throws
    -> Double
  {
    let logits = try model.logits(ofRows: rows)
    return mean(
      rows.enumerated().map { place, row in
        let scores = Array(logits.row(place))
        return scores.indices.max { scores[$0] < scores[$1] } == Int(labels[row]) ? 1 : 0
      })
  }
}
