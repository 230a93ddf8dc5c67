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
    releases: [[ReleaseSignals?]] = [], threads: Int
  ) {
    self.setup = setup
    self.plan = plan
    self.targets = targets
    self.shadows = shadows
    self.releases = releases
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

  /// The number and name of a stage.
  func name(ofStage stage: Int) -> String {
    setup.stageNames[stage]
  }

  /// What a target released after a stage.
  func release(ofTarget target: Int, stage: Int) -> ReleaseSignals? {
    releases.isEmpty ? nil : releases[target][stage]
  }

  /// Whether anything that can be attacked was published after a stage.
  private func isPublished(_ stage: Int) -> Bool {
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
      verdicts: verdicts, canaries: self.canaries(canaries))
    if let plan = self.setup.canaries?.epsilon {
      run.epsilons = try EpsilonTable(run, plan: plan).rows(naturalRecords: false)
    }
    return run
  }

  /// Runs all attacks on all targets.
  func attack(stage: Int) async throws -> Run.StageResult {
    let banks = ShadowBanks(self, stage: stage)
    let scores = try await concurrentMap(setup.suite.entries, width: threads) { entry in
      let signals = try self.targets.indices.map {
        try self.signals(ofTarget: $0, stage: stage, banks: banks, for: entry.attack)
      }
      let missing = signals[0].missing(entry.attack.requirements)
      guard missing.isEmpty else {
        return Run.StageScores(
          attack: entry.label, values: [], threshold: nil,
          reason: self.reason(missing, stage: stage))
      }
      do {
        return Run.StageScores(
          attack: entry.label, values: try signals.map { try entry.attack.scores(for: $0) },
          threshold: try self.threshold(entry, banks: banks),
          pValues: try (entry.attack as? any PopulationCalibrated).map { attack in
            try signals.map { try attack.pValues(for: $0) }
          } ?? [])
      } catch let error as AuditingError {
        // The signals do not allow this attack; the others still count, and the report says why.
        return Run.StageScores(
          attack: entry.label, values: [], threshold: nil, reason: error.description)
      }
    }
    return Run.StageResult(name: name(ofStage: stage), scores: scores)
  }

  /// Why nothing can be asked of a stage that publishes no model.
  static let noModel = "no model is published"

  func reason(_ missing: Set<SignalRequirement>, stage: Int) -> String {
    guard isPublished(stage) else { return Self.noModel }
    if let reason = releaseReason(missing, stage: stage) { return reason }
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
    if targets[0].outputs[stage].observation == nil { return Self.noModel }
    if missing.contains(.referenceMembers) {
      return "no reference model saw any of the attacked records"
    }
    if missing.contains(.records) { return "the records themselves were not given" }
    if missing.contains(.labels) { return "the records' classes were not given" }
    if missing.contains(.populationRecords), !plan.population.isEmpty {
      return "the features of the population's records were not given"
    }
    let names = missing.compactMap { requirement in
      switch requirement {
      case .target(let statistic), .references(let statistic): statistic.rawValue
      default: nil
      }
    }
    return names.isEmpty
      ? "there is no population, records that no model saw; \(setup.populationAdvice)"
      : "the \(Set(names).sorted().joined(separator: ", ")) was not given"
  }

  /// Why an attack on a release could not run; nil where it is none or lacks something else.
  private func releaseReason(_ missing: Set<SignalRequirement>, stage: Int) -> String? {
    let isOnRelease = missing.contains {
      switch $0 {
      case .released, .releasedWithin, .releaseReference, .releaseBank: true
      default: false
      }
    }
    guard isOnRelease else { return nil }
    guard let release = release(ofTarget: 0, stage: stage) else { return "no dataset is released" }
    if release.records.coordinates != nil, missing.contains(where: Self.isOfGower) {
      return "Gower's distance is of columns, and images have none; gan-leaks takes the Euclidean"
    }
    if missing.contains(.releaseBank) { return "no other releases were given" }
    return missing.contains {
      if case .releaseReference = $0 { true } else { false }
    } ? "no reference records were given" : nil
  }

  private static func isOfGower(_ requirement: SignalRequirement) -> Bool {
    switch requirement {
    case .released(.gower), .releasedWithin(.gower), .releaseReference(.gower): true
    default: false
    }
  }

  private func signals(
    ofTarget target: Int, stage: Int, banks: ShadowBanks, for attack: any Attack
  ) throws -> Signals {
    Signals(
      audited: try outputs(ofTarget: target, stage: stage, audited(banks)),
      population: plan.population.isEmpty
        ? nil : try outputs(ofTarget: target, stage: stage, population(banks)),
      seed: setup.seed,
      labelled: labelled(plan.audited, isMember[target], for: attack),
      features: features(for: attack, audited: plan.audited, population: plan.population),
      release: release(ofTarget: target, stage: stage))
  }

  /// Records that models are asked about, with what shadows say of them.
  struct Observed {
    /// Row numbers.
    let rows: [Int]
    /// The place of the first among all rows that models are asked about.
    let first: Int
    let banks: [OutputStatistic: SignalBank]
    let inclusion: Inclusion
  }

  func audited(_ banks: ShadowBanks) -> Observed {
    Observed(rows: plan.audited, first: 0, banks: banks.audited, inclusion: inclusion)
  }

  func population(_ banks: ShadowBanks) -> Observed {
    Observed(
      rows: plan.population, first: plan.audited.count, banks: banks.population,
      inclusion: populationInclusion)
  }

  /// What a target says of some records, with the shadows as references.
  func outputs(ofTarget target: Int, stage: Int, _ observed: Observed) throws -> Outputs {
    let statistics = targets[target].outputs[stage].observation?.statistics ?? [:]
    return try Outputs(
      records: observed.rows, labels: labels(observed.rows),
      target: statistics.mapValues {
        rows($0, observed.first..<observed.first + observed.rows.count)
      },
      references: observed.banks)
  }

  private func rows(_ values: Tensor<Double>, _ range: Range<Int>) -> Tensor<Double> {
    let width = values.rowLength
    return Tensor(
      shape: [range.count, width],
      scalars: Array(values.scalars[range.lowerBound * width..<range.upperBound * width]))
  }

  /// The classes of some records; nil where they are not known.
  private func labels(_ rows: [Int]) -> [Int32]? {
    guard plan.classCount > 1 else { return nil }
    return rows.map { plan.records.dataset.label.codes[$0] }
  }

  /// The records themselves, where the attack asks for them and they are known.
  func labelled(
    _ rows: [Int], _ isMember: [Bool], for attack: any Attack
  ) -> LabelledRecords? {
    guard attack.requirements.contains(.records), !plan.records.columns.isEmpty else { return nil }
    return LabelledRecords(rows: rows, of: plan.records, isMember: isMember)
  }

  func features(
    for attack: any Attack, audited: [Int], population: [Int]
  ) -> RecordFeatures? {
    guard attack.requirements.contains(.populationRecords), !population.isEmpty,
      !plan.records.columns.isEmpty
    else { return nil }
    return RecordFeatures(audited: audited, population: population, of: plan.records)
  }

  /// The attack's own threshold, or one fitted by attacking shadows in turn with the others as their bank.
  ///
  /// Shadows that learned from the population are attacked on it. Nil where the shadows do not allow it: too few, so that a
  /// record is in all of the others, or without the signals that the attack needs.
  private func threshold(_ entry: Suite.Entry, banks: ShadowBanks) throws -> Threshold? {
    if let fixed = entry.declaration.fixedThreshold {
      return Threshold(fixed, origin: "fixed by the attack's theory")
    }
    let (own, others) = (audited(banks), population(banks))
    let scores =
      try setup.shadowsAreOfPopulation
      ? shadowScores(entry.attack, of: others, beside: own)
      : shadowScores(entry.attack, of: own, beside: others)
    guard !scores.isEmpty else { return nil }
    return try fitThreshold(on: scores, origin: "fitted on \(scores.count) shadows")
  }

  /// The scores of some shadows attacked in turn, with the others as their bank; none where the shadows do not allow it.
  func shadowScores(
    _ attack: any Attack, of attacked: Observed, beside others: Observed
  ) throws -> [Scores] {
    let models = attacked.inclusion.modelCount
    let count = min(setup.calibration, models)
    var scores: [Scores] = []
    for place in 0..<count {
      let shadow = place * models / count
      let isMember = Array(attacked.inclusion.row(shadow))
      let signals = Signals(
        audited: try outputs(ofShadow: shadow, attacked.banks, attacked.rows),
        population: others.rows.isEmpty
          ? nil : try outputs(ofShadow: shadow, others.banks, others.rows),
        seed: setup.seed,
        labelled: labelled(attacked.rows, isMember, for: attack),
        features: features(for: attack, audited: attacked.rows, population: others.rows))
      guard signals.missing(attack.requirements).isEmpty, Set(isMember).count == 2 else {
        return []
      }
      do {
        scores.append(try Scores(values: try attack.scores(for: signals), isMember: isMember))
      } catch is AuditingError {
        return []
      }
    }
    return scores
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
    let primary = Set(setup.suite.entries.filter(\.isPrimary).map(\.label))
    return VerdictRule.judge(
      stage: result.name,
      primary: try scored.filter { primary.contains($0.attack) }.map(all),
      blind: try scored.first { $0.attack == setup.suite.blind?.label }.map(all))
  }

  /// One attack's scores with the truth, for each target.
  func scores(_ stage: Run.StageScores) throws -> [Scores] {
    try zip(stage.values, isMember).map { try Scores(values: $0, isMember: $1) }
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
