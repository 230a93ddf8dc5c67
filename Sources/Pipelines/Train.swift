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

  package init(_ settings: inout Settings) throws {
    plan = try TrainingPlan(&settings)
  }

  package func apply(to artifact: Artifact, in context: StageContext) throws -> Artifact {
    let model = try TabularClassifier(training: plan, in: context)
    return artifact.publishing(Artifact.Part("model", .model(model)))
  }
}
