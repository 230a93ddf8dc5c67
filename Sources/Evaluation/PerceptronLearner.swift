package import Auditing
import Foundation
import Learning
package import Settings
package import Statistics
package import Tensors

/// A multilayer perceptron, trained as the stage `train` trains.
package struct PerceptronLearner: Learner {
  package static let declaration = Declaration(
    "perceptron", version: 1, "multilayer perceptron with the settings of stage 'train'")

  private let plan: TrainingPlan

  package init(_ settings: inout Settings) throws {
    plan = try TrainingPlan(&settings)
    guard plan.privacy == nil else {
      throw settings.error(
        "privacy", "has no meaning for a learner that only measures; take it out")
    }
  }

  package var isSeeded: Bool { true }

  package func probabilities(
    learningFrom training: LabelledDesign, of records: Tensor<Double>,
    using generator: inout SeededGenerator
  ) throws -> Tensor<Double> {
    let examples = Examples(
      features: training.features.single, labels: training.labels,
      classCount: training.classCount)
    // The design is scaled already.
    let scaling = FeatureScaling.identity(columns: training.features.rowLength)
    var trainer = Trainer(plan: plan, examples: examples, scaling: scaling)
    let network = try trainer.train(
      onRows: Array(training.labels.indices), using: &generator)
    let logits = network.logits(
      ofRows: Array(0..<records.rowCount), of: records.single, scaling: scaling)
    var scalars: [Double] = []
    scalars.reserveCapacity(logits.scalars.count)
    for record in 0..<records.rowCount {
      let row = logits.row(record).map { Double($0) }
      let greatest = row.max() ?? 0
      let powers = row.map { exp($0 - greatest) }
      let total = powers.reduce(0, +)
      scalars += powers.map { $0 / total }
    }
    return Tensor(shape: logits.shape, scalars: scalars)
  }
}

extension Tensor<Double> {
  /// The numbers in single precision.
  fileprivate var single: Tensor<Float> {
    Tensor<Float>(shape: shape, scalars: scalars.map { Float($0) })
  }
}
