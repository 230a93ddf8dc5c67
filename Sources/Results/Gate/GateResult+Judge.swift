import Auditing

extension GateResult {
  /// Judges a run by a policy.
  ///
  /// - Parameters:
  ///   - new: The run.
  ///   - policy: The policy.
  ///   - baseline: The run that regressions are judged against; nil where there is none yet.
  ///   - threads: The threads of the bootstrap; they change the time, never a result.
  /// - Throws: `AuditingError` where a run holds scores that are not finite.
  package init(_ new: Run, by policy: GatePolicy, baseline: Run?, threads: Int = 1) async throws {
    let series = new.series
    let required = policy.attacks.map { Self.required($0, new) }
    let limits = policy.limits.flatMap { LimitJudge($0, policy).findings(series, of: new) }
    let regressions = try await RegressionJudge(
      policy, new: new, series: series, baseline: baseline
    )
    .findings(threads: threads)
    self.init(
      policy: policy.name,
      findings: required + Self.claims(policy.claims, new) + limits + regressions.findings,
      notes: regressions.notes)
  }

  /// Whether an attack ran.
  private static func required(_ label: String, _ run: Run) -> GateFinding {
    func finding(_ outcome: GateFinding.Outcome, _ reason: String) -> GateFinding {
      GateFinding(
        rule: "required attacks", subject: label, outcome: outcome, reason: reason, values: [])
    }
    guard run.setup.attacks.contains(where: { $0.label == label }) else {
      return finding(
        .fail,
        "the suite has no attack '\(label)'; it has \(run.setup.attacks.map(\.label).joined(separator: ", "))"
      )
    }
    let scores = run.stages.flatMap { stage in
      stage.scores.filter { $0.attack == label }.map { (stage.name, $0) }
    }
    let ran = scores.filter { !$0.1.values.isEmpty }.map(\.0)
    guard ran.isEmpty else { return finding(.pass, "ran after \(ran.joined(separator: ", "))") }
    return finding(.fail, "did not run: \(scores.last?.1.reason ?? "no stage was attacked")")
  }

  /// What the run's bounds on epsilon say of the claim.
  private static func claims(_ claims: GatePolicy.Claims, _ run: Run) -> [GateFinding] {
    guard claims != .ignored else { return [] }
    // A bound whose threshold was read from the judged scores proves nothing.
    let rows = run.epsilons.filter { $0.claimed != nil && $0.choice != "leaky" }
    let findings = rows.map(claim)
    guard claims == .required, !findings.contains(where: { $0.outcome != .notApplicable }) else {
      return findings
    }
    return findings + [
      GateFinding(
        rule: "claimed epsilon", subject: "the run", outcome: .fail,
        reason: "the policy requires a claim that was judged, and the run has none", values: [])
    ]
  }

  private static func claim(_ row: Run.EpsilonRow) -> GateFinding {
    let (outcome, reason): (GateFinding.Outcome, String) =
      switch row.judgement {
      case "contradicted":
        (.fail, "at least \(row.epsilon ?? 0) at \(row.confidence), claimed \(row.claimed ?? 0)")
      case "above-claim":
        (
          .investigate,
          "above the claim of \(row.claimed ?? 0) by a family whose bound assumes more: \(row.condition)"
        )
      case "not-contradicted": (.pass, "at least \(row.epsilon ?? 0), claimed \(row.claimed ?? 0)")
      case "not-comparable":
        (.investigate, "the claim says nothing of groups of \(row.groupSize) records")
      default: (.notApplicable, row.reason.isEmpty ? "not judged" : row.reason)
      }
    let group = row.group == Measurement.all ? "" : ", \(row.group)"
    return GateFinding(
      rule: "claimed epsilon",
      subject: "\(row.attack) \(row.kind) \(row.family) \(row.choice)\(group), \(row.stage)",
      outcome: outcome, reason: reason,
      values: [
        .init("epsilon", row.epsilon), .init("claimed", row.claimed), .init("delta", row.delta),
        .init("confidence", row.confidence), .init("trials", "\(row.trials)"),
      ].compactMap(\.self))
  }
}
