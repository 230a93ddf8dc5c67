import Auditing
import Results
import Settings
import Statistics
import Testing

@Suite("Gate")
struct GateTests {
  private func judge(
    _ policy: String, _ new: Run, baseline: Run? = nil
  ) async throws -> GateResult {
    try await GateResult(new, by: try GatePolicy(yaml: policy, file: "p.yaml"), baseline: baseline)
  }

  @Test("a limit is held against the value or an end of the interval, and only beyond it fails")
  func limits() async throws {
    let run = try SyntheticRun(shift: 0.5).run()
    let reading = try #require(run.measurements.first { $0.reading.metric == "auc" }?.reading)
    let (value, high) = (try #require(reading.value), try #require(reading.interval?.high))
    let cases: [(String, GateFinding.Outcome)] = [
      ("{max: \(value)}", .pass), ("{max: \(value.nextDown)}", .fail), ("{min: \(value)}", .pass),
      ("{min: \(value.nextUp)}", .fail), ("{max: \(high), of: high}", .pass),
      ("{max: \(high.nextDown), of: high}", .fail), ("{max: 0.5, of: low}", .fail),
      ("{min: 0.4, max: 0.9}", .pass), ("{max: 0.9, records: 400}", .pass),
      ("{max: 0.9, records: 401}", .investigate), ("{max: 0.9, group: 'sex=x'}", .investigate),
      ("{max: 0.9, stage: '0*'}", .investigate), ("{max: 0.9, attack: '-'}", .investigate),
      ("{max: 0.9, attack: 'm-*', stage: '* train'}", .pass),
    ]
    for (settings, outcome) in cases {
      let result = try await judge("limits: [auc: \(settings)]", run)
      #expect(result.outcome == outcome, "\(settings): \(result.findings[0].reason)")
    }
  }

  @Test("a pattern of groups asks about each group")
  func groups() async throws {
    let run = try SyntheticRun(shift: 0.2, groupShift: 2).run()
    let result = try await judge("limits: [auc: {group: 'sex=*', max: 0.7}]", run)
    #expect(
      result.findings.map(\.subject) == [
        "m-loss auc, sex=f, 1 train", "m-loss auc, sex=m, 1 train",
      ])
    #expect(result.findings.map(\.outcome) == [.fail, .pass])
  }

  @Test("what is not resolvable, not applicable or without an interval has an answer of its own")
  func gaps() async throws {
    let small = try SyntheticRun(side: 9, rates: [0.05, 0.5]).run()
    let rate = try await judge("limits: ['tpr@fpr<=0.05': {max: 0.5}]", small)
    #expect(rate.outcome == .investigate && rate.findings[0].reason.hasPrefix("not resolvable:"))
    let end = try await judge("limits: ['tpr@fpr<=0.5': {max: 0.9, of: high}]", small)
    #expect(end.outcome == .investigate && end.findings[0].reason.contains("no interval"))
    var none = small
    none.measurements = [
      Auditing.Measurement(
        target: "1", stage: "1 train", attack: "m-loss",
        reading: Reading(
          "auc", value: nil, count: 0, status: .notApplicable, convention: "no model is published"))
    ]
    let gap = try await judge("limits: [auc: {max: 0.9}]", none)
    #expect(gap.outcome == .pass && gap.findings.map(\.outcome) == [.notApplicable])
  }

  @Test("required attacks fail where the suite has none, or it did not run")
  func attacks() async throws {
    var run = try SyntheticRun().run()
    let result = try await judge("attacks: [m-loss, lira]", run)
    #expect(result.findings.map(\.outcome) == [.pass, .fail])
    #expect(result.findings[1].reason == "the suite has no attack 'lira'; it has m-loss")
    run.stages = [
      Run.StageResult(
        name: "1 train",
        scores: [
          Run.StageScores(attack: "m-loss", values: [], threshold: nil, reason: "no population")
        ])
    ]
    let silent = try await judge("attacks: [m-loss]", run)
    #expect(silent.findings[0].reason == "did not run: no population")
    #expect(silent.outcome == .fail)
  }

  private func epsilons(_ rows: [(String, Double?)]) -> [Run.EpsilonRow] {
    rows.map { judgement, epsilon in
      Run.EpsilonRow(
        stage: "1 train", attack: "m-loss", kind: "blank", group: "all", family: "one-run",
        choice: "fixed", epsilon: epsilon, delta: 1e-5, confidence: 0.95, trials: 100,
        trialsNeeded: 10, guesses: 100, correct: 70, hypotheses: 1, groupSize: 1, claimed: 1,
        judgement: judgement, condition: "", reason: epsilon == nil ? "too few" : "")
    }
  }

  @Test("a contradicted claim fails, and a claim that nobody judged fails where one is required")
  func claims() async throws {
    var run = try SyntheticRun().run()
    run.epsilons = epsilons([
      ("contradicted", 2), ("above-claim", 1.5), ("not-contradicted", 0.5), ("none", nil),
      ("not-comparable", 0.5),
    ])
    let policy = "limits: [auc: {max: 1}]\n"
    let result = try await judge(policy, run)
    #expect(
      result.findings.prefix(5).map(\.outcome) == [
        .fail, .investigate, .pass, .notApplicable, .investigate,
      ])
    #expect(try await judge(policy + "claims: ignored", run).outcome == .pass)
    run.epsilons = epsilons([("none", nil)])
    #expect(try await judge(policy, run).outcome == .pass)
    #expect(try await judge("claims: required", run).outcome == .fail)
  }

  @Test("a regression fails only where it is significant and as large as the policy says")
  func regressions() async throws {
    let old = try SyntheticRun(seed: 1, side: 2000, shift: 0.3, common: 0.9).run()
    let new = try SyntheticRun(seed: 2, side: 2000, shift: 0.6, common: 0.9).run()
    // The area rose by about 0.08.
    #expect(try await judge("regressions: [auc: {by: 0.02}]", new, baseline: old).outcome == .fail)
    let allowed = try await judge("regressions: [auc: {by: 0.2}]", new, baseline: old)
    #expect(allowed.outcome == .pass && allowed.findings[0].reason.contains("less than the 0.2"))
    let other = "regressions: [auc: {by: 0.02, direction: down}]"
    #expect(try await judge(other, new, baseline: old).outcome == .pass)
    #expect(try await judge(other, old, baseline: new).outcome == .fail)
    #expect(
      try await judge("regressions: [auc: {by: 0.02, direction: any}]", old, baseline: new).outcome
        == .fail)
    let itself = try await judge("regressions: [auc: {by: 0.02}]", old, baseline: old)
    #expect(itself.outcome == .pass && itself.findings[0].reason == "nothing changed")
  }

  @Test("a test that could not have seen the allowed change says what it could have seen")
  func power() async throws {
    let old = try SyntheticRun(seed: 1, side: 60, shift: 0.3).run()
    let new = try SyntheticRun(seed: 3, side: 60, shift: 0.3, world: 9).run()
    let result = try await judge("regressions: [auc: {by: 0.01}]", new, baseline: old)
    #expect(result.outcome == .investigate)
    #expect(result.findings[0].reason.contains("with 80 % power, not 0.01"))
    let seen = try #require(result.findings[0].values.first { $0.name == "80 % power from" })
    #expect((Double(seen.text) ?? 0) > 0.05)
  }

  @Test(
    "without a baseline regressions are not applicable, and without the measurement they are not passed over"
  )
  func missing() async throws {
    let run = try SyntheticRun().run()
    let none = try await judge("regressions: [auc: {by: 0.02}]", run)
    #expect(none.outcome == .pass && none.findings.map(\.outcome) == [.notApplicable])
    let nothing = try await judge("regressions: [acc: {by: 0.02}]", run)
    #expect(nothing.outcome == .investigate)
    var lost = run
    lost.measurements.removeAll { $0.reading.metric == "auc" }
    let gone = try await judge("regressions: [auc: {by: 0.02}]", lost, baseline: run)
    #expect(gone.findings.map(\.outcome) == [.investigate])
    let added = try await judge("regressions: [auc: {by: 0.02}]", run, baseline: lost)
    #expect(added.findings.map(\.outcome) == [.notApplicable])
  }

  @Test("a baseline on other data or with another attack is investigated, not compared")
  func notComparable() async throws {
    let (old, new) = (try SyntheticRun(sha: "bb").run(), try SyntheticRun(seed: 2).run())
    let policy = "regressions: [auc: {by: 0.5}]"
    let other = try await judge(policy, new, baseline: old)
    #expect(other.outcome == .investigate && other.findings[0].reason.contains("other data"))
    #expect(try await judge(policy + "\notherData: true", new, baseline: old).outcome == .pass)
    let version = try await judge(policy, new, baseline: SyntheticRun(attackVersion: 2).run())
    #expect(version.findings[0].reason.hasSuffix("set a new baseline"))
  }

  @Test("regressions share one correction")
  func correction() async throws {
    let old = try SyntheticRun(seed: 1, common: 0.9).run()
    let new = try SyntheticRun(seed: 2, shift: 0.57, common: 0.9).run()
    func adjusted(_ policy: String) async throws -> [Double] {
      try await judge(policy, new, baseline: old).findings.compactMap { finding in
        finding.values.first { $0.name == "adjusted p" }.flatMap { Double($0.text) }
      }
    }
    let alone = try await adjusted("regressions: [auc: {by: 0.01}]")
    let together = try await adjusted(
      "regressions: [auc: {by: 0.01}, auc: {by: 0.01, group: 'sex=*'}]")
    #expect(alone.count == 1 && together.count == 3)
    #expect(together[0] > alone[0])
  }

  @Test(
    "a policy with a mistake is refused with the line",
    arguments: [
      ("limits: [auc: {max: high}]", "p.yaml:1: 'max' must be a number"),
      ("limits: [auc: {}]", "p.yaml:1: a limit on 'auc' needs 'max' or 'min'"),
      ("limits: [auc: {min: 2, max: 1}]", "p.yaml:1: no value is at least 2.0 and at most 1.0"),
      (
        "regressions: [auc: {}]",
        "p.yaml:1: 'by' is missing in 'auc'; it must be a number"
      ),
      ("name: x", "asks for nothing"),
      ("limits: [auc: {max: 1}, auc: {max: 2}]", "two rules are named 'limit: auc'"),
      ("limit: [auc: {max: 1}]\nclaims: required", "unknown key 'limit'; did you mean 'limits'?"),
    ])
  func mistakes(text: String, message: String) {
    let error = #expect(throws: SettingsError.self) { try GatePolicy(yaml: text, file: "p.yaml") }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test(
    "patterns match as a shell's star does",
    arguments: [
      ("sex=f", "sex=*", true), ("sex=f", "*", true), ("sex=f", "*f", true), ("", "*", true),
      ("sex=f", "s*x*f", true), ("sex=f", "sex", false), ("sex=f", "*m", false),
      ("aab", "*ab", true), ("age=<=25", "age=*", true), ("a*b", "a*b", true), ("", "", true),
    ])
  func patterns(group: String, pattern: String, isMatch: Bool) async throws {
    var run = try SyntheticRun().run()
    run.measurements = [
      Auditing.Measurement(
        target: "1", stage: "1 train", attack: "m-loss", group: group,
        reading: Reading("auc", value: 0.5, count: 9, convention: ""))
    ]
    let result = try await judge("limits: [auc: {max: 1, group: '\(pattern)'}]", run)
    guard !group.isEmpty, !pattern.isEmpty else { return }
    #expect((result.outcome == .pass) == isMatch)
  }
}
