import Attacks
import Auditing
import PrivacyBounds
package import Results
import Settings

/// The table of lower bounds on epsilon of a run: a pure function of its scores and of a plan.
package struct EpsilonTable {
  /// Why an attack that learns from other records' membership bounds nothing.
  static let learnsFromMembership =
    "learns from the membership of other records, which are the trials"
  /// The kind of the audited records themselves.
  package static let natural = "natural"

  private let run: Run
  private let plan: EpsilonPlan
  private let attacks: [String]

  /// Prepares the table.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - plan: What is asked.
  /// - Throws: `PipelinesError` where the plan names an attack or a group that the run does not have.
  package init(_ run: Run, plan: EpsilonPlan) throws {
    self.run = run
    self.plan = plan
    let labels = run.setup.attacks.map(\.label)
    attacks =
      plan.attacks.isEmpty ? run.setup.attacks.filter(\.isPrimary).map(\.label) : plan.attacks
    for label in attacks where !labels.contains(label) {
      throw PipelinesError(unknownName("attack", label, among: labels))
    }
    let groups = run.population.groups.map(\.name)
    if let group = plan.group, !groups.contains(group), run.canaries?.groupName != group {
      throw PipelinesError(unknownName("group", group, among: groups))
    }
  }

  /// Trials of one kind, of all records or of one group.
  private struct Cell {
    let kind: String
    let group: String
    /// Positions among the canaries, or among the audited records.
    let positions: [Int]
    /// The number of the kind, for its thresholds; nil for the audited records.
    let kindIndex: Int?
  }

  /// Bounds epsilon for every attack of the plan after every stage with scores, kind by kind and group by group.
  ///
  /// - Parameter naturalRecords: Whether the audited records are canaries too, as they are where coins made them members.
  /// - Returns: One line for each family, also where it refuses.
  /// - Throws: An error in one line where the plan's numbers are out of range.
  package func rows(naturalRecords: Bool) throws -> [Run.EpsilonRow] {
    let cells = canaryCells + (naturalRecords ? naturalCells : [])
    return try run.stages.indices.filter { !isEmpty(run.stages[$0]) }.flatMap { stage in
      try attacks.flatMap { attack in
        try cells.flatMap { try rows($0, attack: attack, stage: stage) }
      }
    }
  }

  private var canaryCells: [Cell] {
    guard let canaries = run.canaries else { return [] }
    return canaries.kindNames.enumerated().flatMap { index, kind in
      let own = canaries.kinds.indices.filter { canaries.kinds[$0] == kind }
      let levels = Set(own.map { canaries.groups[$0] }).subtracting([""]).sorted()
      return [Cell(kind: kind, group: Measurement.all, positions: own, kindIndex: index)]
        + levels.map { level in
          Cell(
            kind: kind, group: level, positions: own.filter { canaries.groups[$0] == level },
            kindIndex: index)
        }
    }
  }

  private var naturalCells: [Cell] {
    let all = Array(run.population.audited.indices)
    let group = run.population.groups.first { $0.name == plan.group }
    let levels = group.map { group in
      group.levels.enumerated().map { code, level in
        Cell(
          kind: Self.natural, group: "\(group.name)=\(level)",
          positions: all.filter { group.codes[$0] == code }, kindIndex: nil)
      }
    }
    return [Cell(kind: Self.natural, group: Measurement.all, positions: all, kindIndex: nil)]
      + (levels ?? [])
  }

  private func rows(_ cell: Cell, attack: String, stage: Int) throws -> [Run.EpsilonRow] {
    let evidence = try evidence(cell, attack: attack, stage: stage)
    let copies = cell.kindIndex == nil ? plan.copies : run.canaries?.copies ?? 1
    let plan = plan(afterStage: run.stages[stage].name)
    return try EpsilonRows(plan: plan, attackCount: attacks.count, copies: copies)
      .rows(evidence) { finding in
        Run.EpsilonRow(
          finding, plan: plan, stage: run.stages[stage].name, attack: attack, kind: cell.kind,
          group: cell.group, copies: copies)
      }
  }

  /// The plan with what the stage itself claims, where the plan names no claim; a claim at a smaller delta holds at the plan's.
  private func plan(afterStage stage: String) -> EpsilonPlan {
    var own = plan
    guard plan.claimed == nil, let claim = run.claim(afterStage: stage)?.account,
      claim.isPrivate, claim.delta <= plan.delta
    else { return own }
    own.claimed = claim.epsilon
    return own
  }

  /// Whether nothing was published after a stage that could be asked about a record.
  private func isEmpty(_ stage: Run.StageResult) -> Bool {
    let asked = stage.scores.filter { attacks.contains($0.attack) }
    return asked.allSatisfy { $0.reason == StageAudit.noModel }
  }

  private func evidence(
    _ cell: Cell, attack: String, stage: Int
  ) throws -> EpsilonEvidence {
    let label = "\(run.stages[stage].name)/\(attack)/\(cell.kind)/\(cell.group)"
    let (values, isMember, thresholds, reason) = scores(cell, attack: attack, stage: stage)
    if let reason {
      return EpsilonEvidence(label: label, models: .refused(reason), canaries: .refused(reason))
    }
    let canaries = try zip(values, isMember).map { values, isMember in
      try CanaryScores(
        scores: cell.positions.map { values[$0] }, included: cell.positions.map { isMember[$0] },
        inclusion: .independentCoins)
    }
    // As many canaries as were declared beforehand: the first ones.
    let models = (0..<min(plan.modelCanaries, cell.positions.count)).map { place in
      EpsilonEvidence.ModelScores(
        scores: canaries.map { $0.scores[place] }, included: canaries.map { $0.included[place] })
    }
    return EpsilonEvidence(
      label: label, models: .given(models),
      canaries: .given(canaries), threshold: thresholds.first,
      thresholds: Array(thresholds.dropFirst()))
  }

  private typealias Found = (
    values: [[Double]], isMember: [[Bool]], thresholds: [Double], refusal: String?
  )

  private func scores(_ cell: Cell, attack: String, stage: Int) -> Found {
    func refused(_ reason: String) -> Found { ([], [], [], reason) }
    guard !cell.positions.isEmpty else { return refused("no record is in this group") }
    if let index = cell.kindIndex, let canaries = run.canaries {
      guard let own = canaries.stages[stage].first(where: { $0.attack == attack }),
        own.reason.isEmpty
      else {
        return refused(canaries.stages[stage].first { $0.attack == attack }?.reason ?? "no scores")
      }
      let thresholds = own.thresholds.indices.contains(index) ? own.thresholds[index] : []
      return (own.values, canaries.isMember, thresholds, nil)
    }
    let assignment = run.population.assignment
    guard assignment == Split.Assignment.coinFlip.rawValue else {
      return refused(
        "needs members drawn by independent fair coins ('assignment: coin-flip'); these were drawn by "
          + "'\(assignment)'")
    }
    guard !learnsFromMembership(attack) else { return refused(Self.learnsFromMembership) }
    guard let own = run.stages[stage].scores.first(where: { $0.attack == attack }),
      own.reason.isEmpty
    else {
      return refused(
        run.stages[stage].scores.first { $0.attack == attack }?.reason ?? "no scores")
    }
    return (own.values, run.population.isMember, own.threshold.map { [$0.value] } ?? [], nil)
  }

  private func learnsFromMembership(_ label: String) -> Bool {
    let name = run.setup.attacks.first { $0.label == label }?.declaration.part.name
    guard let type = Attacks.attacks.first(where: { $0.name == name }),
      var none = try? Settings(yaml: "", file: label), let attack = try? type.init(&none)
    else { return false }
    return attack.requirements.contains(.records)
  }
}
