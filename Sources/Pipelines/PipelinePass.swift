import Auditing
import Foundation
import Models
import Tables
import Tensors

/// One passage of the whole pipeline on one membership, reduced to what was observed of it.
///
/// Models are dropped as soon as they have been queried, unless their weights are asked for. What counts after a stage is the part
/// that was published last, by that stage or one before: a model, or a dataset.
struct PipelinePass: Sendable {
  /// What one stage published, as far as it was observed; nil observation where no model was published.
  struct StageOutput: Equatable, Sendable {
    var observation: Observation?
    /// The model's numbers by name, where they are kept.
    var weights: [String: Tensor<Float>] = [:]
    /// The dataset that was released; nil where none was.
    var release: ReleasedTable?
    /// How a model came about, with who contributed to it or to the release that it learned from; nil where nothing is told.
    var origin: ReleaseOrigin?
    /// What was observed of the models that contributors handed out, by contributor.
    var ownModels: [String: Observation] = [:]

    /// Who contributed to what was published, and with what.
    var shares: [ReleaseOrigin.Share] { release?.origin?.shares ?? origin?.shares ?? [] }
  }

  /// What a passage has beside the experiment.
  struct Surroundings: Sendable {
    /// The file beside which stages keep what a stopped run must not lose; nil where nothing is kept.
    var notebook: URL?
    /// Told how far a target's stage is.
    var progress: @Sendable (String) -> Void = { _ in }
  }

  let membership: Membership
  /// The input first, then each stage.
  let outputs: [StageOutput]

  /// Takes a passage from what was kept of it.
  init(membership: Membership, outputs: [StageOutput]) {
    self.membership = membership
    self.outputs = outputs
  }

  /// Runs the stages in order and queries what each publishes.
  init(
    _ job: CachedPasses.Job, _ plan: ObservationPlan, experiment: Experiment,
    surroundings: Surroundings = Surroundings()
  ) async throws {
    membership = job.membership
    var artifact = Artifact()
    var outputs = [StageOutput()]
    for (index, stage) in experiment.stages.enumerated() {
      var context = StageContext(
        records: plan.records, membership: membership, seed: UInt64(experiment.seed),
        label: "\(job.label)/stage \(index + 1)", shadow: job.shadow)
      context.groupRules = experiment.source.roles.groups
      context.notebook = surroundings.notebook.map { .init(stage: index + 1, beside: $0) }
      if job.shadow == nil {
        let place = "\(job.label), stage \(index + 1) \(type(of: stage).name)"
        context.progress = { surroundings.progress("\(place): \($0)") }
      }
      artifact = try await stage.apply(to: artifact, in: context)
      outputs.append(
        try await Self.output(
          artifact, plan, keepsWeights: experiment.keepsWeights,
          groups: experiment.source.roles.groups))
    }
    self.outputs = outputs
  }

  private static func output(
    _ artifact: Artifact, _ plan: ObservationPlan, keepsWeights: Bool, groups: [GroupRule]
  ) async throws -> StageOutput {
    if let release = artifact.latestRelease {
      var table = ReleasedTable(
        release.dataset.grouped(by: groups), account: release.part.account,
        marginals: release.part.marginals, opened: release.part.opened)
      table.origin = release.part.origin
      return StageOutput(release: table)
    }
    guard let model = artifact.model else { return StageOutput() }
    func observed(_ model: any TargetModel) async throws -> Observation {
      try await observe(
        model, rows: plan.rows, of: plan.queries, wanted: plan.wanted, positive: plan.positive)
    }
    var output = StageOutput(
      observation: try await observed(model), weights: keepsWeights ? model.weights : [:])
    output.origin = Self.origin(artifact)
    for share in output.shares {
      guard let name = share.model, let part = artifact.parts.first(where: { $0.name == name }),
        case .model(let own) = part.content
      else { continue }
      output.ownModels[share.name] = try await observed(own)
    }
    return output
  }

  /// What the model that was published last tells of itself, or who contributed to the release that it learned from.
  private static func origin(_ artifact: Artifact) -> ReleaseOrigin? {
    if let own = artifact.parts.last?.origin { return own }
    let shares = artifact.parts.last { $0.origin?.shares.isEmpty == false }?.origin?.shares ?? []
    return shares.isEmpty ? nil : ReleaseOrigin(shares: shares.map(\.merged))
  }
}

/// What is asked of each model.
struct ObservationPlan: Sendable {
  /// The row numbers of the audited records.
  let audited: [Int]
  /// The row numbers of the records that no target sees, where an attack asks for them.
  let population: [Int]
  /// The records that were put in to be found.
  var canaries: [Canary] = []
  /// The records, then each other version of them that models are asked about.
  let queries: [Records]
  /// The statistics to compute.
  let wanted: Set<OutputStatistic>
  /// How many versions of each record models are asked about.
  let queryCount: Int
  /// How many classes the models tell apart; 1 where that is not known.
  let classCount: Int
  /// The class whose probability is kept; nil keeps none.
  var positive: Int?

  /// The records themselves.
  var records: Records { queries[0] }
  /// All rows that models are asked about: the audited ones, then the population, then the canaries.
  var rows: [Int] { audited + population + canaries.map(\.row) }
}
