package import Auditing
import Learning
import Models
import Privacy
package import Settings
package import Tables

/// The stage that trains a classifier on the members and publishes it; after a release, on the released records instead.
package struct Train: Stage, CheckpointDesigning {
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
    let plan = plan(for: context.shadow)
    let model = try TabularClassifier(
      training: plan, in: try self.context(learningFrom: artifact, in: context))
    return artifact.publishing(Artifact.Part("model", .model(model)))
  }

  private func context(
    learningFrom artifact: Artifact, in context: StageContext
  ) throws -> StageContext {
    guard artifact.latestRelease == nil || plan.privacy == nil else {
      throw PipelinesError(
        "'train' after a release learns from released records, whose privacy is paid for; leave 'privacy' out"
      )
    }
    return try context.learning(from: artifact)
  }

  package func claim(memberCount: Int, of records: Records) throws -> PrivacyAccount? {
    guard let privacy = plan.privacy else { return nil }
    let shape = plan.shape(inputs: records.columns.count, classes: records.classCount)
    let steps = try PrivateSteps.planned(
      of: plan, asking: privacy, records: memberCount, parameters: shape.parameterCount)
    return PrivacyAccount(
      claim: (steps.epsilon, steps.delta), rho: nil,
      rules: (
        "\(NeighbouringRelation.addOrRemoveOne); the number of records counts as public",
        privacy.accountant
      ),
      noise: (
        privacy.isSeeded
          ? "a seed: NOT private" : "AES-256 under a key of the system's secure generator",
        !privacy.isSeeded
      ),
      expenses: steps.events.parts.map {
        PrivacyAccount.Expense("\($0.count) steps of training", mechanism: "\($0.mechanism)")
      })
  }

  /// The network's functions; its layers are in the weights.
  func design(for source: any RecordSource) -> String? {
    "{\"model\": \"mlp\", \"activation\": \"\(plan.activation.rawValue)\", "
      + "\"output\": \"\(plan.output.rawValue)\"}\n"
  }

  private func plan(for shadow: Int?) -> TrainingPlan {
    guard let shadow, !shadowPlans.isEmpty else { return plan }
    return shadowPlans[shadow / 2 % shadowPlans.count]
  }
}

extension StageContext {
  /// The context as it is, or after a release one whose members are the records that were released last.
  ///
  /// - Parameter artifact: What was published before.
  /// - Returns: What a stage that trains learns in.
  /// - Throws: `PipelinesError` where the release is empty; an error in one line where its columns do not fit the records'.
  func learning(from artifact: Artifact) throws -> StageContext {
    guard let release = artifact.latestRelease?.dataset else { return self }
    guard release.count > 0 else {
      throw PipelinesError("the release holds no record to train on; raise 'rows'")
    }
    let records = try records.appending(release)
    let membership = try Membership(
      recordCount: records.count,
      parts: [
        .init(
          "released", role: .member, assignment: .given,
          records: Array(self.records.count..<records.count))
      ])
    var own = StageContext(
      records: records, membership: membership, seed: seed, label: label, shadow: shadow)
    (own.notebook, own.progress) = (notebook, progress)
    return own
  }
}
