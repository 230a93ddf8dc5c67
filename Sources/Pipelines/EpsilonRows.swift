package import PrivacyBounds
package import Results

/// The lines of one set of trials: the plan's families, each with its bound or its refusal.
package struct EpsilonRows {
  private let plan: EpsilonPlan
  private let attackCount: Int
  private let copies: Int

  /// Prepares the lines.
  ///
  /// - Parameters:
  ///   - plan: What is asked.
  ///   - attackCount: The number of attacks, or of columns of scores, that every line is corrected for.
  ///   - copies: How often a canary is in the data that holds it.
  package init(plan: EpsilonPlan, attackCount: Int, copies: Int) {
    (self.plan, self.attackCount, self.copies) = (plan, attackCount, copies)
  }

  /// Bounds epsilon by the plan's families.
  ///
  /// - Parameters:
  ///   - evidence: The scores.
  ///   - row: Says of what a finding is.
  /// - Returns: One line for each family and choice.
  /// - Throws: `PrivacyBoundsError` where the plan's numbers are out of range.
  package func rows(
    _ evidence: EpsilonEvidence, _ row: (EpsilonFinding) -> Run.EpsilonRow
  ) throws -> [Run.EpsilonRow] {
    let panel = try EpsilonPanel(
      level: AuditLevel(delta: plan.delta, significance: 1 - plan.confidence),
      attacks: attackCount, copies: copies, guesses: plan.guesses,
      claim: plan.claimed.map { try PrivacyClaim(epsilon: $0, delta: plan.delta) },
      showsLeaky: plan.showsLeaky, seed: plan.seed)
    return try panel.findings(evidence)
      .filter { plan.families.isEmpty || plan.families.contains($0.family.rawValue) }.map(row)
  }
}

extension Run.EpsilonRow {
  /// Says of what a finding is.
  ///
  /// - Parameters:
  ///   - finding: What a family found.
  ///   - plan: What was asked.
  ///   - stage: The stage.
  ///   - attack: The attack's label, or the name of a column.
  ///   - kind: The kind of canaries.
  ///   - group: The group of canaries.
  ///   - copies: How often a canary is in the data that holds it.
  package init(
    _ finding: EpsilonFinding, plan: EpsilonPlan, stage: String, attack: String, kind: String,
    group: String, copies: Int
  ) {
    self.init(
      stage: stage, attack: attack, kind: kind, group: group, family: finding.family.rawValue,
      choice: finding.choice.rawValue, epsilon: finding.bound?.epsilon, delta: plan.delta,
      confidence: plan.confidence, trials: finding.trialsThere,
      trialsNeeded: finding.trialsNeeded, guesses: finding.bound?.guesses ?? 0,
      correct: finding.bound?.correct ?? 0, hypotheses: finding.bound?.hypotheses ?? 1,
      groupSize: copies, claimed: plan.claimed, judgement: finding.judgement.rawValue,
      condition: finding.bound == nil ? "" : finding.family.condition ?? "",
      reason: finding.reason)
  }
}
