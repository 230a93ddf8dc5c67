import Auditing
import Metrics
import Results
import Statistics
import Tensors

/// How attacks are run, their thresholds fitted and stages judged.
extension StageAudit {
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
        let calibration = try self.calibration(entry, banks: banks)
        return Run.StageScores(
          attack: entry.label, values: try signals.map { try entry.attack.scores(for: $0) },
          threshold: calibration.threshold,
          pValues: try (entry.attack as? any PopulationCalibrated).map { attack in
            try signals.map { try attack.pValues(for: $0) }
          } ?? [], decisions: calibration.decisions)
      } catch let error as AuditingError {
        // The signals do not allow this attack; the others still count, and the report says why.
        return Run.StageScores(
          attack: entry.label, values: [], threshold: nil, reason: error.description)
      }
    }
    return Run.StageResult(name: name(ofStage: stage), scores: scores)
  }

  /// The attack's own threshold, or one fitted by attacking shadows in turn with the others as their bank; and, of a primary
  /// attack, how it decided on each record then.
  ///
  /// Shadows that learned from the population are attacked on it. Nil where the shadows do not allow it: too few, so that a
  /// record is in all of the others, or without the signals that the attack needs.
  private func calibration(
    _ entry: Suite.Entry, banks: ShadowBanks
  ) throws -> (threshold: Threshold?, decisions: Run.RecordDecisions?) {
    let fixed = entry.declaration.fixedThreshold.map {
      Threshold($0, origin: "fixed by the attack's theory")
    }
    if let fixed, !entry.isPrimary { return (fixed, nil) }
    let (own, others) = (audited(banks), population(banks))
    let scores =
      try setup.shadowsAreOfPopulation
      ? shadowScores(entry.attack, of: others, beside: own)
      : shadowScores(entry.attack, of: own, beside: others)
    guard !scores.isEmpty else { return (fixed, nil) }
    return (
      try fixed ?? fitThreshold(on: scores, origin: "fitted on \(scores.count) shadows"),
      try recordDecisions(entry, shadows: scores)
    )
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
}
