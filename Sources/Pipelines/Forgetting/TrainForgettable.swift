package import Auditing
import Models
package import Settings
import Statistics
import Tables
import Unlearning

/// The stage that trains shards of networks on the members, from which records can be deleted exactly.
///
/// After each slice the checkpoints go to the run's notebook, from which a stopped training goes on.
package struct TrainSISA: Stage {
  package static let declaration = Declaration(
    "sisa", version: 1,
    "trains shards of networks with slice checkpoints, from which 'unlearn' with method sisa deletes exactly"
  )

  private let division: SISAPlan
  private let network: ForgettingNetwork

  package init(_ settings: inout Settings) throws {
    division = try SISAPlan(&settings)
    network = try ForgettingNetwork(&settings)
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    let members = try context.membersToForget(from: artifact, stage: Self.name)
    let records = context.records
    let base = try network.training(of: records, labels: records.dataset.label.codes)
    let training = SISATraining(division, of: base)
    var generator = context.generator("training")
    let seed = generator.next()
    let known = try context.notebook?.load().map {
      try SISACheckpoints.checkpoints($0, seed: seed)
    }
    let (model, cost) = try await training.train(onRows: members, seed: seed, from: known ?? []) {
      try context.notebook?.store(SISACheckpoints.bytes($0, seed: seed))
    }
    context.progress("trained \(cost.shards) of \(division.shards) shards")
    return artifact.publishing(
      Artifact.Part(
        "model",
        .model(
          ForgettableModel(
            model, training, kind: .sisa(division, network), members: members,
            columns: records.columns))))
  }
}

/// The stage that trains ridge logistic regression to its minimum, from which records can be removed with a certificate.
package struct TrainRidgeLogistic: Stage {
  package static let declaration = Declaration(
    "ridge-logistic", version: 1,
    "trains ridge logistic regression to its minimum, for 'unlearn' with newton or certified-removal"
  )

  private let plan: RidgeTraining.Plan

  package init(_ settings: inout Settings) throws {
    plan = try RidgeTraining.Plan(&settings)
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    let members = try context.membersToForget(from: artifact, stage: Self.name)
    let records = context.records
    let training = RidgeTraining(
      plan,
      data: try RidgeData(features: records.features, labels: records.dataset.label.codes))
    var generator = context.generator("training")
    let model = try training.trained(onRows: members, using: &generator)
    return artifact.publishing(
      Artifact.Part(
        "model",
        .model(
          ForgettableModel(
            model, training, kind: .ridgeLogistic(plan), members: members,
            columns: records.columns))))
  }
}

extension StageContext {
  /// The members to train on, where nothing was released before.
  fileprivate func membersToForget(from artifact: Artifact, stage: String) throws -> [Int] {
    guard artifact.latestRelease == nil else {
      throw PipelinesError(
        "'\(stage)' learns from the members, and a dataset is released already; keep one of the two stages"
      )
    }
    let members = membership.records(.member)
    guard !members.isEmpty else {
      throw PipelinesError("no members to train on; raise 'members' in 'split'")
    }
    return members
  }
}
