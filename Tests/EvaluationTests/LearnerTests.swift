import Auditing
import BoostedTrees
import Evaluation
import Foundation
import Settings
import SharedLibraries
import Statistics
import Tensors
import Testing

/// Whether XGBoost is found as the program finds it.
private let hasXGBoost =
  (try? XGBoostLibrary(
    SharedLibrarySearch(.xgboost, environment: ProcessInfo.processInfo.environment))) != nil

@Suite("Learners")
struct LearnerTests {
  /// The learners that can run here; boosted trees need a library that may be absent.
  static let names = learners.map { $0.name }.filter {
    $0 != BoostedTreesLearner.name || hasXGBoost
  }

  static func learner(_ name: String, _ yaml: String = "") throws -> any Learner {
    let type = try #require(learners.first { $0.name == name })
    var settings = try Settings(yaml: yaml, file: "s.yaml")
    let learner = try type.init(&settings)
    try settings.finish()
    return learner
  }

  @Test("names are unique and summaries are one line")
  func declarations() {
    #expect(Set(learners.map { $0.name }).count == learners.count)
    #expect(learners.allSatisfy { !$0.declaration.summary.isEmpty && $0.declaration.version > 0 })
  }

  @Test(
    "each learner tells separated classes apart with distributions, also with a class that never occurs",
    arguments: names, [2, 3, 4])
  func separated(name: String, classes: Int) throws {
    var generator = SeededGenerator(seed: 1, label: "separated")
    let labels = (0..<150).map { Int32($0 % min(classes, 3)) }
    let features = Tensor<Double>(
      shape: [150, 2],
      scalars: labels.flatMap { label in
        let angle = Double(label) * 2 * .pi / 3
        return [
          3 * cos(angle) + 0.3 * generator.normal(), 3 * sin(angle) + 0.3 * generator.normal(),
        ]
      })
    let learner = try Self.learner(name)
    let found = try learner.probabilities(
      learningFrom: LabelledDesign(features: features, labels: labels, classCount: classes),
      of: features, using: &generator)
    #expect(found.shape == [150, classes])
    for record in 0..<150 {
      let row = Array(found.row(record))
      #expect(abs(row.reduce(0, +) - 1) < 1e-9 && row.allSatisfy { $0 >= 0 })
      #expect(row.max() == row[Int(labels[record])])
    }
  }

  @Test("the logistic learner minimises the penalised loss")
  func logistic() throws {
    // One column of +-1 with 3 of 4 right: the intercept is 0 and w solves 4 s(-w) - 1 - ... = 0.
    let features = Tensor<Double>(shape: [8, 1], scalars: [1, 1, 1, 1, -1, -1, -1, -1])
    let labels: [Int32] = [1, 1, 1, 0, 0, 0, 0, 1]
    var generator = SeededGenerator(seed: 1, label: "unused")
    let found = try Self.learner("logistic", "ridge: 0.5").probabilities(
      learningFrom: LabelledDesign(features: features, labels: labels, classCount: 2),
      of: Tensor(shape: [1, 1], scalars: [1]), using: &generator)
    let probability = found.scalars[1]
    let weight = log(probability / (1 - probability))
    #expect(abs(8 * probability - 6 + 0.5 * weight) < 1e-8)
    #expect(!(try Self.learner("logistic")).isSeeded)
    #expect(try Self.learner("perceptron").isSeeded)
  }
}
