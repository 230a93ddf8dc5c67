import Auditing
import Statistics

/// The answers of one limit.
struct LimitJudge {
  private let limit: GateLimit
  private let records: Int

  init(_ limit: GateLimit, _ policy: GatePolicy) {
    self.limit = limit
    records = max(limit.records, policy.records)
  }

  /// One finding for each measurement that the rule is about; one where it is about none.
  func findings(_ series: [MeasurementSeries], of run: Run) -> [GateFinding] {
    let own = limit.selection.series(series, of: run)
    guard !own.isEmpty else { return [Self.nothing(limit.name, limit.selection)] }
    return own.map(finding)
  }

  /// A rule that is about nothing must not look like one that is kept.
  static func nothing(_ rule: String, _ selection: GateSelection) -> GateFinding {
    GateFinding(
      rule: rule, subject: selection.text, outcome: .investigate,
      reason:
        "the run has no such measurement; check metric, attack, group and stage by 'rollcall show --all'",
      values: [])
  }

  private func finding(_ series: MeasurementSeries) -> GateFinding {
    let reading = series.reading
    let (outcome, reason) =
      obstacle(to: reading, of: series, records: records) ?? judged(reading)
    return GateFinding(
      rule: limit.name, subject: series.key.text, outcome: outcome, reason: reason,
      values: values(of: reading)
        + [.init("max", limit.most), .init("min", limit.least)]
        .compactMap(\.self))
  }

  private func judged(_ reading: Reading?) -> (GateFinding.Outcome, String) {
    let judged: (Double, String)? =
      switch limit.end {
      case .value: reading?.value.map { ($0, "the value \(rounded($0))") }
      case .low: reading?.interval.map { ($0.low, "the interval's lower end \(rounded($0.low))") }
      case .high:
        reading?.interval.map { ($0.high, "the interval's upper end \(rounded($0.high))") }
      }
    guard let (value, what) = judged else {
      return (.investigate, "there is no interval, and the rule is about its end")
    }
    if let most = limit.most, value > most { return (.fail, "\(what) is above \(most)") }
    if let least = limit.least, value < least { return (.fail, "\(what) is below \(least)") }
    let bounds = [limit.most.map { "at most \($0)" }, limit.least.map { "at least \($0)" }]
    return (.pass, "\(what) is \(bounds.compactMap(\.self).joined(separator: " and "))")
  }
}

/// Why a reading cannot be judged; nil where it can.
func obstacle(
  to reading: Reading?, of series: MeasurementSeries, records: Int
) -> (GateFinding.Outcome, String)? {
  guard let reading else {
    let measured = series.targets.count { $0.value != nil }
    let isApplicable = series.targets.contains { $0.status != .notApplicable }
    return (
      isApplicable ? .investigate : .notApplicable,
      "\(measured) of \(series.targets.count) targets have a value, so there is no mean"
    )
  }
  switch reading.status {
  case .notApplicable: return (.notApplicable, reading.convention)
  case .notResolvable: return (.investigate, "not resolvable: \(reading.convention)")
  case .notCalibrated: return (.investigate, "not calibrated: \(reading.convention)")
  case .ok: break
  }
  guard reading.count >= records else {
    return (
      .investigate, "\(reading.count) records, fewer than the \(records) that the policy asks for"
    )
  }
  return nil
}

/// A reading's numbers.
func values(of reading: Reading?) -> [GateFinding.Value] {
  [
    .init("value", reading?.value), .init("low", reading?.interval?.low),
    .init("high", reading?.interval?.high), .init("n", "\(reading?.count ?? 0)"),
  ].compactMap(\.self)
}

/// A number to four decimals.
func rounded(_ value: Double) -> String {
  "\((value * 10_000).rounded() / 10_000)"
}
