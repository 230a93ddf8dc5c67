/// One rule's answer on one measurement.
package struct GateFinding: Equatable, Sendable {
  /// What a rule can answer.
  package enum Outcome: String, CaseIterable, Sendable {
    /// The run keeps the rule.
    case pass
    /// The run breaks the rule.
    case fail
    /// There is too little to tell.
    case investigate
    /// The rule is not about anything that this run has.
    case notApplicable = "not applicable"
  }

  /// The rule's name.
  package let rule: String
  /// What was judged, such as `lira-online auc, 1 train`.
  package let subject: String
  /// The answer.
  package let outcome: Outcome
  /// Why, with the numbers.
  package let reason: String
  /// The numbers by name, in the order in which reports show them.
  package let values: [Value]

  /// Creates a finding.
  package init(rule: String, subject: String, outcome: Outcome, reason: String, values: [Value]) {
    self.rule = rule
    self.subject = subject
    self.outcome = outcome
    self.reason = reason
    self.values = values
  }

  /// A number or text of a finding.
  package struct Value: Equatable, Sendable {
    /// Its name.
    package let name: String
    /// Its text.
    package let text: String

    /// Creates a value from its text.
    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }

    init?(_ name: String, _ number: Double?) {
      guard let number else { return nil }
      self.init(name, "\(number)")
    }
  }
}

/// Everything that a policy says of a run.
package struct GateResult: Equatable, Sendable {
  /// The policy's name.
  package let policy: String
  /// The findings, in the order of the policy.
  package let findings: [GateFinding]
  /// What a reader must know beside the findings.
  package let notes: [String]

  /// Creates a result.
  package init(policy: String, findings: [GateFinding], notes: [String]) {
    self.policy = policy
    self.findings = findings
    self.notes = notes
  }

  /// The answer of the whole policy: fail where a rule fails, else investigate where one does, else pass.
  package var outcome: GateFinding.Outcome {
    for outcome in [GateFinding.Outcome.fail, .investigate]
    where findings.contains(where: { $0.outcome == outcome }) {
      return outcome
    }
    return .pass
  }

  /// The findings with one answer.
  ///
  /// - Parameter outcome: The answer.
  /// - Returns: In the order of the policy.
  package func findings(_ outcome: GateFinding.Outcome) -> [GateFinding] {
    findings.filter { $0.outcome == outcome }
  }
}
