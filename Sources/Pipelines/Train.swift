package import Auditing
import Learning
import Models
package import Settings

/// The stage that trains a classifier on the members and publishes it.
package struct Train: Stage {
  package static let declaration = Declaration(
    "train", version: 1,
    "trains logistic regression or a multilayer perceptron on the members and publishes it")

  private let plan: TrainingPlan
  /// What shadows train by in turn; none where they train as the target does.
  private let shadowPlans: [TrainingPlan]

  package init(_ settings: inout Settings) throws {
    let entries = try settings.sections(
      "shadowPlans",
      "names with whole plans of their own, by which pairs of shadows train in turn instead")
    plan = try TrainingPlan(&settings)
    shadowPlans = try entries.map { entry in
      var own = entry.settings()
      let plan = try TrainingPlan(&own)
      try own.finish()
      return plan
    }
  }

  package func apply(to artifact: Artifact, in context: StageContext) throws -> Artifact {
    let model = try TabularClassifier(training: plan(for: context.shadow), in: context)
    return artifact.publishing(Artifact.Part("model", .model(model)))
  }

  private func plan(for shadow: Int?) -> TrainingPlan {
    guard let shadow, !shadowPlans.isEmpty else { return plan }
    return shadowPlans[shadow / 2 % shadowPlans.count]
  }
}
