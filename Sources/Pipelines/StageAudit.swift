import Auditing
import Metrics
import Models
import Results
import Tables
import Tensors

/// The audit of what each stage published: signals, scores, measurements and verdict.
struct StageAudit: Sendable {
  let setup: AuditSetup
  let plan: ObservationPlan
  let targets: [PipelinePass]
  let shadows: [ShadowPass]
  /// For each target what it released after each stage; empty where no stage releases a dataset.
  let releases: [[ReleaseSignals?]]
  /// The same with the canaries in the place of the audited records; empty where there are none.
  let canaryReleases: [[ReleaseSignals?]]
  let threads: Int
  /// The row numbers of the audited records.
  let audited: [Int]
  /// For each target, the membership of each audited record.
  let isMember: [[Bool]]
  /// Which audited records each shadow saw.
  let inclusion: Inclusion
  /// Which records of the observed population each shadow saw.
  let populationInclusion: Inclusion
  /// For each target, whether each canary was put in.
  let isCanaryMember: [[Bool]]
  /// Which canaries each shadow saw.
  let canaryInclusion: Inclusion
  /// The sets of records that are measured on their own.
  let cells: [Cell]
  /// For each target, each part of its members beside all non-members, where there are several parts.
  let memberCells: [[Cell]]
  /// The same, and the groups that several attributes make together; on these models are measured.
  let modelCells: [Cell]
  /// The attributes of the audited records, then their intersections.
  let auditedAttributes: [Predictions.Attribute]

  /// A set of records that is measured on its own.
  struct Cell: Sendable {
    let group: String
    /// Positions among the audited records.
    let positions: [Int]
  }

  /// Prepares the audit of finished passes.
  init(
    setup: AuditSetup, plan: ObservationPlan, targets: [PipelinePass], shadows: [ShadowPass],
    releases: [[ReleaseSignals?]] = [], canaryReleases: [[ReleaseSignals?]] = [], threads: Int
  ) {
    self.setup = setup
    self.plan = plan
    self.targets = targets
    self.shadows = shadows
    (self.releases, self.canaryReleases) = (releases, canaryReleases)
    self.threads = threads
    func seen(_ membership: Membership, of rows: [Int]) -> [Bool] {
      var row = Array(repeating: false, count: plan.records.count)
      for record in membership.records(.member) { row[record] = true }
      return rows.map { row[$0] }
    }
    audited = plan.audited
    isMember = targets.map { seen($0.membership, of: plan.audited) }
    inclusion = Inclusion(shadows.map { seen($0.membership, of: plan.audited) })
    populationInclusion = Inclusion(shadows.map { seen($0.membership, of: plan.population) })
    let canaries = plan.canaries.map(\.row)
    isCanaryMember = targets.map { seen($0.membership, of: canaries) }
    canaryInclusion = Inclusion(shadows.map { seen($0.membership, of: canaries) })
    cells = Self.cells(plan.records.dataset.groups, audited: plan.audited)
    memberCells = targets.map { Self.cells($0.membership, audited: plan.audited) }
    modelCells = Self.cells(setup.fairness.attributes.map(\.group), audited: plan.audited)
    auditedAttributes = setup.fairness.attributes.map { attribute in
      Predictions.Attribute(
        attribute.group.selecting(plan.audited), privileged: attribute.privileged)
    }
  }

  private static func cells(_ groups: [Group], audited: [Int]) -> [Cell] {
    let all = Cell(group: Measurement.all, positions: Array(audited.indices))
    return [all]
      + groups.flatMap { group in
        group.categories.names.enumerated().map { code, name in
          Cell(
            group: "\(group.name)=\(name)",
            positions: audited.indices.filter {
              group.categories.codes[audited[$0]] == Int32(code)
            })
        }
      }
  }

  /// Each part of a target's members beside its non-members; none where there is one part.
  private static func cells(_ membership: Membership, audited: [Int]) -> [Cell] {
    let parts = membership.parts.filter { $0.role == .member && !$0.isCanary }
    guard parts.count > 1 else { return [] }
    let others = membership.records(.nonMember)
    return parts.map { part in
      let rows = Set(part.records + others)
      return Cell(
        group: "\(Self.partPrefix)\(part.name)",
        positions: audited.indices.filter { rows.contains(audited[$0]) })
    }
  }

  /// What the names of parts of members begin with where measurements have groups.
  static let partPrefix = "membership="

  /// The number and name of a stage.
  func name(ofStage stage: Int) -> String {
    setup.stageNames[stage]
  }

  /// What a target released after a stage.
  func release(ofTarget target: Int, stage: Int) -> ReleaseSignals? {
    releases.isEmpty ? nil : releases[target][stage]
  }

  /// Whether anything that can be attacked was published after a stage.
  func isPublished(_ stage: Int) -> Bool {
    targets[0].outputs[stage].observation != nil || release(ofTarget: 0, stage: stage) != nil
  }

  /// Attacks, measures and judges every stage.
  func run(setup: Run.Setup, report: (AuditProgress) -> Void) async throws -> Run {
    var results: [Run.StageResult] = []
    var measurements: [Measurement] = []
    var verdicts: [Verdict] = []
    var canaries: [[Run.Canaries.StageScores]] = []
    for stage in self.setup.stageNames.indices {
      report(.note("attacking after stage \(name(ofStage: stage))"))
      let result = try await attack(stage: stage)
      if isPublished(stage) {
        for scores in result.scores where scores.values.isEmpty {
          report(.note("\(scores.attack) was not run: \(scores.reason)"))
        }
      }
      results.append(result)
      canaries.append(try await attackCanaries(stage: stage))
      measurements += try await measure(result, stage: stage)
      measurements += try await compare(result, stage: stage)
      verdicts.append(try judge(result))
    }
    var run = Run(
      setup: setup, population: population(), stages: results, measurements: measurements,
      verdicts: verdicts, canaries: self.canaries(canaries), privacy: self.setup.privacy)
    if let plan = self.setup.canaries?.epsilon {
      run.epsilons = try EpsilonTable(run, plan: plan).rows(naturalRecords: false)
    } else if let plan = naturalPlan {
      run.epsilons = try EpsilonTable(run, plan: plan).rows(naturalRecords: true)
    }
    return run
  }

  /// How a claim is held against the audited records themselves, where coins made them members; nil where nothing is claimed.
  private var naturalPlan: EpsilonPlan? {
    guard let delta = setup.privacy.map(\.account.delta).max(),
      setup.assignment == Split.Assignment.coinFlip.rawValue
    else { return nil }
    return EpsilonPlan(
      attacks: [], guesses: EpsilonPlan.standardGuesses,
      confidence: EpsilonPlan.standardConfidence, delta: delta, claimed: nil, seed: setup.seed)
  }

  /// The records that took part, for the run.
  func population() -> Run.Population {
    let dataset = plan.records.dataset
    return Run.Population(
      recordCount: plan.records.fittedCount, featureCount: dataset.features.count,
      classNames: dataset.label.names, audited: audited,
      isMember: isMember,
      populationCount: targets[0].membership.records(.population).count,
      assignment: setup.assignment,
      groups: dataset.groups.map { group in
        Run.GroupCodes(
          name: group.name, levels: group.categories.names,
          codes: audited.map { Int(group.categories.codes[$0]) })
      },
      inclusion: (0..<inclusion.modelCount).map { Array(inclusion.row($0)) })
  }
}
