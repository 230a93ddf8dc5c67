import Auditing
import Metrics
import Statistics

/// The estimate of one matched measurement's difference, by the test that the runs allow.
struct DifferenceEstimates {
  static let level = 0.95
  /// A bound on one target's threshold: its interval is one-sided and no measure of error.
  private static let bounds: Set<String> = ["fpr@fpr=0"]

  let baseline: Run
  let new: Run
  let pairing: Pairing
  let plan: ComparisonPlan
  /// The number of declared tests, for the number of replicates.
  let tests: Int

  /// Estimates one measurement's difference; nil where a side has no value.
  ///
  /// A declared one is worth a bootstrap.
  func difference(_ pair: Matching.Pair, isDeclared: Bool) async throws -> Difference? {
    guard let old = pair.oldReading.value, let value = pair.newReading.value else { return nil }
    guard !Self.bounds.contains(pair.baseline.key.metric) else {
      return .untested(value - old, "a bound, not an estimate")
    }
    if case .records = pairing, isDeclared {
      do {
        if let paired = try await self.paired(pair.baseline.key) { return paired }
      } catch let error as MetricsError {
        return .untested(value - old, error.description)
      }
    }
    guard !pairing.isOfOneTraining else {
      return .independent(pair.oldReading, pair.newReading, level: Self.level)
    }
    return overTargets(pair, value - old)
  }

  private func overTargets(_ pair: Matching.Pair, _ difference: Double) -> Difference {
    guard let old = pair.baseline.values, let now = pair.new.values else {
      return .untested(difference, "only the mean over targets was measured")
    }
    switch (old.count, now.count) {
    case (1, 2...):
      return .oneAgainstSeveral(now, old[0], sign: -1, level: Self.level)
    case (2..., 1):
      return .oneAgainstSeveral(old, now[0], sign: 1, level: Self.level)
    case (2..., 2...):
      if case .targets = pairing, old.count == now.count {
        return .pairedTargets(old, now, level: Self.level)
      }
      return .welch(old, now, level: Self.level)
    default: return .untested(difference, "a single target was measured")
    }
  }

  /// The paired test of scores of the same records; nil where the metric has none.
  private func paired(_ key: MeasurementKey) async throws -> Difference? {
    let prefix = "tpr@fpr<="
    let isArea = key.metric == AreaUnderCurve.name
    let rate = key.metric.hasPrefix(prefix) ? Double(key.metric.dropFirst(prefix.count)) : nil
    guard isArea || rate != nil, let old = try baseline.scores(key, target: 0),
      let now = try new.scores(key, target: 0), old.isMember == now.isMember
    else { return nil }
    guard let rate else { return try Difference.pairedAreas(old, now, level: Self.level) }
    let label = "compare/\(key.stage)/\(key.attack ?? "-")/\(key.metric)/\(key.group)"
    return try await Difference.pairedRates(
      old, now, rate: rate, level: Self.level,
      replicates: Replicates(
        count: plan.replicates(tests: tests), seed: plan.seed, label: label, width: plan.threads))
  }
}
