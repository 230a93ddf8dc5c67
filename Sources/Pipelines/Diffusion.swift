package import Auditing
import Evaluation
import Foundation
package import Settings
import Statistics
import Synthesis
import Tables

/// The stage that publishes synthetic records made by a diffusion that learnt the members.
///
/// It claims no privacy: a diffusion may well give back what it was trained on, which is what the audit after it looks for.
package struct Diffusion: Stage {
  package static let declaration = Declaration(
    "diffusion", version: 1,
    "publishes synthetic records of a diffusion of numbers and levels (TabDDPM); claims no privacy")

  private let plan: TableDiffusionPlan
  private let attributes: [String]
  private let guidance: Double
  private let rows: Int

  package init(_ settings: inout Settings) throws {
    attributes = try settings.texts(
      "attributes", default: [], count: 0...100,
      "'label', groups or categorical features that records are conditioned on, as members have them together"
    )
    guidance = try settings.number(
      "guidance", default: 0, in: 0...100, "how much more attributes weigh than was learnt")
    rows = try settings.integer(
      "rows", default: 0, in: 0...100_000_000, "records to publish; 0 for as many as members")
    plan = try TableDiffusionPlan(&settings)
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    let members = try artifact.membersToLearn(from: context, in: Self.name)
    let attributes = try attributes.map {
      try TableAttribute($0, of: members, rules: context.groupRules)
    }
    let model = try TableDiffusion(
      learningFrom: members, attributes: attributes, plan: plan, generator: context.generator,
      surroundings: context.training(epochs: plan.training.epochs))
    let count = rows == 0 ? members.count : rows
    // Whole members' combinations of levels, so that attributes go together as they do.
    var draws = context.generator("levels")
    let drawn = (0..<count).map { _ in draws.integer(below: members.count) }
    let release = try model.records(
      count, levels: attributes.map { attribute in drawn.map { attribute.codes[$0] } },
      guidance: attributes.map { _ in guidance }, generator: context.generator)
    return artifact.publishing(
      release, told: ReleaseOrigin(traces: [.losses(model.losses)]))
  }
}

extension Artifact {
  /// Publishes a release with how it came about.
  func publishing(_ release: Dataset, told origin: ReleaseOrigin) -> Artifact {
    var part = Part("release", .release(release))
    part.origin = origin
    return publishing(part)
  }

  /// The members that a stage learns from, where nothing was released before.
  ///
  /// - Parameters:
  ///   - context: The stage's surroundings.
  ///   - stage: The stage's name.
  /// - Returns: The members.
  /// - Throws: `PipelinesError` where a dataset is released already, or there is no member.
  func membersToLearn(
    from context: StageContext, in stage: String
  ) throws(PipelinesError) -> Dataset {
    guard latestRelease == nil else {
      throw PipelinesError(
        "'\(stage)' learns from the members, and a dataset is released already; keep one of the two stages"
      )
    }
    let rows = context.membership.records(.member)
    guard !rows.isEmpty else {
      throw PipelinesError("'\(stage)' has no member to learn from; raise 'members' of 'split'")
    }
    return context.records.dataset.undescribed.selecting(rows: rows)
  }
}

extension StageContext {
  /// Progress and checkpoints of a denoiser's training.
  ///
  /// - Parameter epochs: The epochs that there will be.
  /// - Returns: What tells of every epoch and keeps checkpoints in the notebook.
  func training(epochs: Int) -> TableDiffusion.Surroundings {
    var surroundings = TableDiffusion.Surroundings()
    let (progress, notebook) = (progress, notebook)
    surroundings.told = { epoch, loss in
      progress(String(format: "epoch %d of %d, loss %.4f", epoch, epochs, loss))
    }
    if let notebook { (surroundings.load, surroundings.keep) = (notebook.load, notebook.store) }
    return surroundings
  }
}

extension ReleaseOrigin.Trace {
  /// The mean loss of each epoch.
  static func losses(_ losses: [Double]) -> Self {
    Self(
      "training-loss", columns: ["epoch", "mean loss"],
      rows: losses.enumerated().map { [Double($0 + 1), $1] })
  }
}
