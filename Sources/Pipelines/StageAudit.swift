import Auditing
import Metrics
import Models
import Results
import Tables
import Tensors

/// The audit of what each stage published: signals, scores, measurements and verdict.
struct StageAudit: Sendable {
  let experiment: Experiment
  let plan: ObservationPlan
  let targets: [PipelinePass]
  let shadows: [ShadowPass]
  let threads: Int
  /// The row numbers of the audited records.
  let audited: [Int]
  /// For each target, the membership of each audited record.
  let isMember: [[Bool]]
  /// Which audited records each shadow saw.
  let inclusion: Inclusion
  /// Which records of the observed population each shadow saw.
  let populationInclusion: Inclusion
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
    experiment: Experiment, plan: ObservationPlan, targets: [PipelinePass], shadows: [ShadowPass],
    threads: Int
  ) {
    self.experiment = experiment
    self.plan = plan
    self.targets = targets
    self.shadows = shadows
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
    cells = Self.cells(plan.records.dataset, audited: plan.audited)
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
    let banks = ShadowBanks(self, stage: stage)
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
    guard targets[0].outputs[stage].observation != nil else { return "no model is published" }
    if shadows.isEmpty,
      missing.contains(where: {
        switch $0 {
        case .references, .populationReferences: true
        default: false
        }
      })
    {
      return "no reference models were trained"
    }
    if plan.population.isEmpty { return "the split leaves no population" }
    return "the records were not collected"
  }

  private func signals(
    ofTarget target: Int, stage: Int, banks: ShadowBanks, for attack: any Attack
  ) throws -> Signals {
    let statistics = targets[target].outputs[stage].observation?.statistics ?? [:]
    return Signals(
      audited: try Outputs(
        records: plan.audited, labels: labels(plan.audited),
        target: statistics.mapValues { rows($0, 0..<plan.audited.count) },
        references: banks.audited),
      population: plan.population.isEmpty
        ? nil
        : try Outputs(
          records: plan.population, labels: labels(plan.population),
          target: statistics.mapValues { rows($0, plan.audited.count..<plan.rows.count) },
          references: banks.population),
      seed: UInt64(experiment.seed),
      labelled: attack.requirements.contains(.records)
        ? labelled(plan.audited, isMember[target]) : nil,
      features: features(for: attack, audited: plan.audited, population: plan.population))
  }

  private func rows(_ values: Tensor<Double>, _ range: Range<Int>) -> Tensor<Double> {
    let width = values.rowLength
    return Tensor(
      shape: [range.count, width],
      scalars: Array(values.scalars[range.lowerBound * width..<range.upperBound * width]))
  }

  private func labels(_ rows: [Int]) -> [Int32] {
    rows.map { plan.records.dataset.label.codes[$0] }
  }

  private func labelled(_ rows: [Int], _ isMember: [Bool]) -> LabelledRecords {
    LabelledRecords(rows: rows, of: plan.records, isMember: isMember)
  }

  private func features(
    for attack: any Attack, audited: [Int], population: [Int]
  ) -> RecordFeatures? {
    guard attack.requirements.contains(.populationRecords), !population.isEmpty else { return nil }
    return RecordFeatures(audited: audited, population: population, of: plan.records)
  }

  /// The attack's own threshold, or one fitted by attacking shadows in turn with the others as their bank.
  ///
  /// Shadows that learned from the population are attacked on it; the audited records are then their population.
  private func threshold(_ entry: Suite.Entry, banks: ShadowBanks) throws -> Threshold? {
    if let fixed = entry.declaration.fixedThreshold {
      return Threshold(fixed, origin: "fixed by the attack's theory")
    }
    let isOnPopulation = inclusion.modelCount > 0 && inclusion.trainingSize(0) == 0
    let (attacked, rows, others) =
      isOnPopulation
      ? (populationInclusion, plan.population, plan.audited)
      : (inclusion, plan.audited, plan.population)
    let count = min(experiment.shadows.calibration, attacked.modelCount)
    var scores: [Scores] = []
    for place in 0..<count {
      let shadow = place * attacked.modelCount / count
      let isMember = Array(attacked.row(shadow))
      let signals = Signals(
        audited: try outputs(
          ofShadow: shadow, isOnPopulation ? banks.population : banks.audited, rows),
        population: others.isEmpty
          ? nil
          : try outputs(
            ofShadow: shadow, isOnPopulation ? banks.audited : banks.population, others),
        seed: UInt64(experiment.seed),
        labelled: entry.attack.requirements.contains(.records) ? labelled(rows, isMember) : nil,
        features: features(for: entry.attack, audited: rows, population: others))
      guard signals.missing(entry.attack.requirements).isEmpty, Set(isMember).count == 2
      else { return nil }
      scores.append(
        try Scores(values: try entry.attack.scores(for: signals), isMember: isMember))
    }
    guard !scores.isEmpty else { return nil }
    return try fitThreshold(on: scores, origin: "fitted on \(count) shadows")
  }

  /// What a shadow says in the place of a target, with the other shadows as its references.
  private func outputs(
    ofShadow shadow: Int, _ banks: [OutputStatistic: SignalBank], _ rows: [Int]
  ) throws -> Outputs {
    try Outputs(
      records: rows, labels: labels(rows),
      target: banks.mapValues { bank in
        Tensor(
          shape: [rows.count, bank.queryCount],
          scalars: try bank.values(ofModel: shadow).map(Double.init))
      },
      references: banks.mapValues { $0.leavingOut(shadow) })
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
    let dataset = plan.records.dataset
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
