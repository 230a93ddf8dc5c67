package import Results

/// What a policy says of a run, as a job summary.
package struct GateMarkdown: Sendable {
  /// The text.
  package let text: String

  /// Writes the summary: the answer first, then what failed, what needs a look, and what passed.
  ///
  /// - Parameters:
  ///   - result: What the policy says.
  ///   - run: The name to call the run by.
  ///   - baseline: The name to call the baseline by; nil where there is none.
  package init(_ result: GateResult, run: String, baseline: String?) {
    let counts = GateFinding.Outcome.allCases.map { outcome in
      "\(result.findings(outcome).count) \(outcome.rawValue)"
    }
    let against = baseline.map { " against \(escaped($0))" } ?? ""
    let sections = [
      (GateFinding.Outcome.fail, "Failed"), (.investigate, "To investigate: too little to tell"),
      (.pass, "Passed"), (.notApplicable, "Not applicable"),
    ]
    let tables = sections.flatMap { outcome, title -> [String] in
      let findings = result.findings(outcome)
      guard !findings.isEmpty else { return [] }
      let rows = findings.map { [escaped($0.rule), escaped($0.subject), escaped($0.reason)] }
      return ["## \(title)", markdownTable(["rule", "measurement", "why"], rows)]
    }
    let notes = result.notes.map { "- \(escaped($0))" }.joined(separator: "\n")
    text =
      ([
        "# \(Self.headline(result)): \(escaped(result.policy))",
        "\(escaped(run))\(against): \(counts.joined(separator: ", ")).", notes,
      ] + tables).filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private static func headline(_ result: GateResult) -> String {
    switch result.outcome {
    case .fail: "Gate failed"
    case .investigate: "Gate needs a look"
    case .pass, .notApplicable: "Gate passed"
    }
  }
}
