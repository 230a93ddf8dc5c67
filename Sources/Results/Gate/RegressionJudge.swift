import Auditing
import Statistics

/// The answers of all allowed changes against the baseline, which share one correction.
struct RegressionJudge {
  /// One rule on one measurement.
  private struct Case {
    let rule: GateRegression
    let key: MeasurementKey
    /// The new run's series; nil where the baseline alone has it.
    let series: MeasurementSeries?
  }

  private let policy: GatePolicy
  private let new: Run
  private let series: [MeasurementSeries]
  private let baseline: Run?

  init(_ policy: GatePolicy, new: Run, series: [MeasurementSeries], baseline: Run?) {
    self.policy = policy
    self.new = new
    self.series = series
    self.baseline = baseline
  }

  func findings(threads: Int) async throws -> (findings: [GateFinding], notes: [String]) {
    guard !policy.regressions.isEmpty else { return ([], []) }
    let cases = policy.regressions.map(cases)
    guard let baseline else {
      return (
        zip(policy.regressions, cases).flatMap { rule, own in
          own.isEmpty
            ? [LimitJudge.nothing(rule.name, rule.selection)]
            : own.map { finding($0, .notApplicable, "no baseline was given") }
        }, []
      )
    }
    let comparison = try await RunComparison(
      baseline: baseline, new: new,
      plan: ComparisonPlan(
        declared: cases.joined().map { DeclaredMeasurement($0.key) }, level: policy.level,
        correction: policy.correction, allowsOtherData: policy.otherData, changing: policy.changing,
        threads: threads))
    let facts = comparison.obstacle == nil ? [comparison.pairing.explanation] : []
    return (judge(cases, comparison), facts + comparison.notes)
  }

  /// The measurements of either run that a rule is about.
  private func cases(_ rule: GateRegression) -> [Case] {
    let own = rule.selection.series(series, of: new)
    let names = Set(own.map(\.key))
    let lost =
      baseline.map { run in
        rule.selection.series(run.series, of: run).map(\.key).filter { !names.contains($0) }
      } ?? []
    return own.map { Case(rule: rule, key: $0.key, series: $0) }
      + lost.map { Case(rule: rule, key: $0, series: nil) }
  }

  private func judge(_ cases: [[Case]], _ comparison: RunComparison) -> [GateFinding] {
    let lines = Dictionary(uniqueKeysWithValues: comparison.lines.map { ($0.key, $0) })
    let tested = cases.joined().filter { blocked($0, comparison, lines[$0.key]) == nil }
    let raw = tested.compactMap { one in
      lines[one.key]?.difference.flatMap { pValue($0, one.rule.direction) }
    }
    var adjusted = policy.correction.adjust(raw).makeIterator()
    return zip(policy.regressions, cases).flatMap { rule, own in
      guard !own.isEmpty else { return [LimitJudge.nothing(rule.name, rule.selection)] }
      return own.map { one in
        if let (outcome, reason) = blocked(one, comparison, lines[one.key]) {
          return finding(one, outcome, reason, lines[one.key])
        }
        guard let difference = lines[one.key]?.difference, let pValue = adjusted.next() else {
          return finding(one, .investigate, "no test", lines[one.key])
        }
        let trial = RegressionTrial(
          rule: rule, difference: difference, adjusted: pValue, level: policy.level,
          tests: raw.count)
        let (outcome, reason) = trial.answer
        return finding(one, outcome, reason, lines[one.key], trial.values)
      }
    }
  }

  private func pValue(_ difference: Difference, _ direction: GateRegression.Direction) -> Double? {
    switch direction {
    case .up: difference.growth
    case .down: difference.fall
    case .any: difference.pValue
    }
  }

  /// Why a case is not tested; nil where it is.
  private func blocked(
    _ one: Case, _ comparison: RunComparison, _ line: RunComparison.Line?
  ) -> (GateFinding.Outcome, String)? {
    guard let series = one.series else {
      return (.investigate, "the baseline measured it, and the new run does not")
    }
    if let obstacle = comparison.obstacle { return (.investigate, obstacle) }
    if let excluded = comparison.notComparable.first(where: { $0.key == one.key }) {
      return (.investigate, "\(excluded.reason); set a new baseline")
    }
    if let obstacle = obstacle(
      to: series.reading, of: series, records: max(one.rule.records, policy.records))
    {
      return obstacle
    }
    guard let line else { return (.notApplicable, "the baseline does not have it") }
    guard let difference = line.difference else {
      return (.investigate, "the baseline has no value: \(line.baseline.convention)")
    }
    guard difference.pValue != nil else {
      return (.investigate, "not tested: \(difference.method)")
    }
    return nil
  }

  private func finding(
    _ one: Case, _ outcome: GateFinding.Outcome, _ reason: String,
    _ line: RunComparison.Line? = nil, _ more: [GateFinding.Value] = []
  ) -> GateFinding {
    let shown =
      values(of: one.series?.reading) + [.init("baseline", line?.baseline.value)].compactMap(\.self)
    return GateFinding(
      rule: one.rule.name, subject: one.key.text, outcome: outcome, reason: reason,
      values: shown + more + [.init("by", "\(one.rule.by)")])
  }
}

/// One test of an allowed change.
private struct RegressionTrial {
  let rule: GateRegression
  let difference: Difference
  let adjusted: Double
  let level: Double
  let tests: Int

  /// The change in the direction that counts, positive where it is a regression.
  private var change: Double {
    switch rule.direction {
    case .up: difference.value
    case .down: -difference.value
    case .any: abs(difference.value)
    }
  }

  /// The largest change in that direction that the interval leaves possible.
  private var largest: Double? {
    guard let interval = difference.interval else { return nil }
    switch rule.direction {
    case .up: return interval.high
    case .down: return -interval.low
    case .any: return max(interval.high, -interval.low)
    }
  }

  private var detectable: Double? {
    difference.detectable(level: level / Double(tests), sides: rule.direction == .any ? 2 : 1)
  }

  /// Fail where the change is significant and large enough; pass where one that large would have been seen, or is
  /// excluded; else there is too little to tell.
  var answer: (GateFinding.Outcome, String) {
    let moved = "\(difference.value < 0 ? "fell" : "rose") by \(rounded(abs(difference.value)))"
    let evidence = adjusted < 0.0001 ? "adjusted p < 0.0001" : "adjusted p = \(rounded(adjusted))"
    if adjusted <= level {
      return change >= rule.by
        ? (.fail, "\(moved), \(evidence); \(rule.by) or more fails")
        : (.pass, "\(moved), \(evidence), which is less than the \(rule.by) that fails")
    }
    guard let detectable else { return (.pass, "nothing changed") }
    if detectable <= rule.by {
      return (
        .pass, "\(moved), \(evidence); \(rounded(detectable)) would have been seen with 80 % power"
      )
    }
    if let largest, largest < rule.by {
      return (.pass, "\(moved), \(evidence); the interval excludes \(rule.by)")
    }
    return (
      .investigate,
      "\(moved), \(evidence); the test sees \(rounded(detectable)) or more with 80 % power, not \(rule.by): audit more "
        + "records or targets"
    )
  }

  var values: [GateFinding.Value] {
    [
      .init("difference", difference.value), .init("difference low", difference.interval?.low),
      .init("difference high", difference.interval?.high), .init("adjusted p", adjusted),
      .init("80 % power from", detectable), .init("test", difference.method),
    ].compactMap(\.self)
  }
}
