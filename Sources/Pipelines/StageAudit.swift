import Auditing
import Metrics
import Models
import Results
import Tables
import Tensors

/// The audit of what each stage published: signals, scores, measurements and verdict.
struct StageAudit: Sendable {
  let experiment: Experiment
  let records: Records
  let targets: [PipelinePass]
  let shadows: [PipelinePass]
  let threads: Int
  /// The row numbers of the audited records.
  let audited: [Int]
  /// For each target, the membership of each audited record.
  let isMember: [[Bool]]
  /// Which audited records each shadow saw.
  let inclusion: Inclusion
  /// The sets of records that are measured on their own.
  let cells: [Cell]

  /// A set of records that is measured on its own.
  struct Cell: Sendable {
    let group: String
    /// Positions among the audited records.
    let positions: [Int]
  }

  /// Prepares the audit of finished passes.
  init(
    experiment: Experiment, records: Records, targets: [PipelinePass], shadows: [PipelinePass],
    threads: Int
  ) {
    self.experiment = experiment
    self.records = records
    self.targets = targets
    self.shadows = shadows
    self.threads = threads
    let audited = targets[0].membership.audited
    self.audited = audited
    func seen(_ pass: PipelinePass) -> [Bool] {
      var row = Array(repeating: false, count: records.count)
      for record in pass.membership.records(.member) { row[record] = true }
      return audited.map { row[$0] }
    }
    isMember = targets.map(seen)
    inclusion = Inclusion(shadows.map(seen))
    cells = Self.cells(records.dataset, audited: audited)
  }

  private static func cells(_ dataset: Dataset, audited: [Int]) -> [Cell] {
    let all = Cell(group: Measurement.all, positions: Array(audited.indices))
    return [all]
      + dataset.groups.flatMap { group in
        group.categories.names.enumerated().map { code, name in
          Cell(
            group: "\(group.name)=\(name)",
            positions: audited.indices.filter {
              group.categories.codes[audited[$0]] == Int32(code)
            })
        }
      }
  }

  /// The number and name of a stage; 0 is the input.
  func name(ofStage stage: Int) -> String {
    stage == 0 ? "0 input" : "\(stage) \(type(of: experiment.stages[stage - 1]).name)"
  }

  /// Runs all attacks on all targets.
  func attack(stage: Int) async throws -> Run.StageResult {
    let banks = try banks(stage: stage)
    let scores = try await concurrentMap(experiment.suite.entries, width: threads) { entry in
      let signals = try self.targets.indices.map {
        try self.signals(ofTarget: $0, stage: stage, banks: banks, for: entry.attack)
      }
      let missing = signals[0].missing(entry.attack.requirements)
      guard missing.isEmpty else {
        return Run.StageScores(
          attack: entry.label, values: [], threshold: nil,
          reason: self.reason(missing, stage: stage))
      }
      return Run.StageScores(
        attack: entry.label, values: try signals.map { try entry.attack.scores(for: $0) },
        threshold: try self.threshold(entry, banks: banks))
    }
    return Run.StageResult(name: name(ofStage: stage), scores: scores)
  }

  private func reason(_ missing: Set<SignalRequirement>, stage: Int) -> String {
    guard targets[0].observations[stage] != nil else { return "no model is published" }
    let needsReferences = missing.contains {
      if case .references = $0 { true } else { false }
    }
    return needsReferences ? "no reference models were trained" : "the records were not collected"
  }

  /// The shadows' statistics after a stage; none where the stage published no model.
  private func banks(stage: Int) throws -> [OutputStatistic: SignalBank] {
    guard let statistics = shadows.first?.observations[stage]?.statistics.keys else { return [:] }
    var banks: [OutputStatistic: SignalBank] = [:]
    for statistic in statistics {
      let rows = shadows.map { $0.observations[stage]?.statistics[statistic] ?? [] }
      let values = Tensor(
        shape: [shadows.count, audited.count, 1], scalars: rows.joined().map(Float.init))
      banks[statistic] = try SignalBank(values: values, inclusion: inclusion)
    }
    return banks
  }

  private func signals(
    ofTarget target: Int, stage: Int, banks: [OutputStatistic: SignalBank],
    for attack: any Attack
  ) throws -> Signals {
    let statistics = targets[target].observations[stage]?.statistics ?? [:]
    return try Signals(
      records: audited, seed: UInt64(experiment.seed),
      target: statistics.mapValues { Tensor(shape: [audited.count, 1], scalars: $0) },
      references: banks,
      labelled: attack.requirements.contains(.records) ? labelled(isMember[target]) : nil)
  }

  private func labelled(_ isMember: [Bool]) -> LabelledRecords {
    LabelledRecords(rows: audited, of: records, isMember: isMember)
  }

  /// The attack's own threshold, or one fitted by attacking shadows in turn with the others as their bank.
  private func threshold(
    _ entry: Suite.Entry, banks: [OutputStatistic: SignalBank]
  ) throws -> Threshold? {
    if let fixed = entry.declaration.fixedThreshold {
      return Threshold(fixed, origin: "fixed by the attack's theory")
    }
    guard !banks.isEmpty else { return nil }
    let count = min(experiment.shadows.calibration, inclusion.modelCount)
    let scores = try (0..<count).map { place in
      let shadow = place * inclusion.modelCount / count
      let isMember = Array(inclusion.row(shadow))
      let signals = try Signals(
        records: audited, seed: UInt64(experiment.seed),
        target: banks.mapValues {
          Tensor(shape: [audited.count, 1], scalars: $0.values.row(shadow).map(Double.init))
        },
        references: banks.mapValues { $0.leavingOut(shadow) },
        labelled: entry.attack.requirements.contains(.records) ? labelled(isMember) : nil)
      return try Scores(values: try entry.attack.scores(for: signals), isMember: isMember)
    }
    return try fitThreshold(on: scores, origin: "fitted on \(count) shadows")
  }

  /// The verdict after a stage.
  func judge(_ result: Run.StageResult) throws -> Verdict {
    let scored = result.scores.filter { !$0.values.isEmpty }
    func all(_ stage: Run.StageScores) throws -> (attack: String, scores: [Scores]) {
      (stage.attack, try scores(stage))
    }
    let primary = Set(experiment.suite.entries.filter(\.isPrimary).map(\.label))
    return VerdictRule.judge(
      stage: result.name,
      primary: try scored.filter { primary.contains($0.attack) }.map(all),
      blind: try scored.first { $0.attack == experiment.suite.blind?.label }.map(all))
  }

  /// One attack's scores with the truth, for each target.
  func scores(_ stage: Run.StageScores) throws -> [Scores] {
    try zip(stage.values, isMember).map { try Scores(values: $0, isMember: $1) }
  }

  /// The records that took part, for the run.
  func population() -> Run.Population {
    let dataset = records.dataset
    return Run.Population(
      recordCount: dataset.count, featureCount: dataset.features.count,
      classNames: dataset.label.names, audited: audited,
      isMember: isMember,
      populationCount: targets[0].membership.records(.population).count,
      assignment: "random split",
      groups: dataset.groups.map { group in
        Run.GroupCodes(
          name: group.name, levels: group.categories.names,
          codes: audited.map { Int(group.categories.codes[$0]) })
      },
      inclusion: (0..<inclusion.modelCount).map { Array(inclusion.row($0)) })
  }
}
