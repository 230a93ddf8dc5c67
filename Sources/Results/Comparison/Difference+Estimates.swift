import Auditing
import Metrics
import Statistics

extension Difference {
  /// A difference whose error is not known.
  ///
  /// - Parameters:
  ///   - value: The new value less the baseline's.
  ///   - reason: Why its error is not known.
  /// - Returns: The difference without interval and p-values.
  static func untested(_ value: Double, _ reason: String) -> Difference {
    Difference(
      value: value, interval: nil, standardError: nil, degreesOfFreedom: nil, growth: nil,
      fall: nil, method: reason)
  }

  /// Student's t test of the differences of targets that were audited on the same records with the same members.
  ///
  /// - Parameters:
  ///   - baseline: Two values or more, one for each target.
  ///   - new: The partners, in the same order.
  ///   - level: The confidence level of the interval.
  /// - Returns: The difference with its test.
  static func pairedTargets(_ baseline: [Double], _ new: [Double], level: Double) -> Difference {
    let differences = zip(new, baseline).map { $0 - $1 }
    let error = (sampleVariance(differences) / Double(differences.count)).squareRoot()
    return student(
      mean(differences), error: error, freedom: Double(differences.count - 1), level: level,
      method: "paired t test over \(differences.count) targets")
  }

  /// Welch's t test between targets of two runs (Welch 1947).
  ///
  /// - Parameters:
  ///   - baseline: Two values or more, one for each target.
  ///   - new: Two values or more, one for each target of the other run.
  ///   - level: The confidence level of the interval.
  /// - Returns: The difference with its test.
  static func welch(_ baseline: [Double], _ new: [Double], level: Double) -> Difference {
    let parts = [baseline, new].map { sampleVariance($0) / Double($0.count) }
    let variance = parts[0] + parts[1]
    let below =
      parts[0] * parts[0] / Double(baseline.count - 1) + parts[1] * parts[1] / Double(new.count - 1)
    return student(
      mean(new) - mean(baseline), error: variance.squareRoot(),
      freedom: below > 0 ? variance * variance / below : 1, level: level,
      method: "Welch t test over \(baseline.count) and \(new.count) targets")
  }

  /// The t test of a single target against several, whose deviation is taken for both.
  ///
  /// - Parameters:
  ///   - several: Two values or more.
  ///   - single: The value of the only target of the other run.
  ///   - sign: 1 where the single one is the new one, -1 where it is the baseline.
  ///   - level: The confidence level of the interval.
  /// - Returns: The difference with its test.
  static func oneAgainstSeveral(
    _ several: [Double], _ single: Double, sign: Double, level: Double
  ) -> Difference {
    let error = (sampleVariance(several) * (1 + 1 / Double(several.count))).squareRoot()
    return student(
      sign * (single - mean(several)), error: error, freedom: Double(several.count - 1),
      level: level, method: "t test of one target against \(several.count)")
  }

  private static func student(
    _ value: Double, error: Double, freedom: Double, level: Double, method: String
  ) -> Difference {
    guard error > 0 else { return withoutSpread(value, method) }
    let distribution = StudentT(degreesOfFreedom: freedom)
    let reach = distribution.quantile(0.5 + level / 2) * error
    return Difference(
      value: value,
      interval: Interval(low: value - reach, high: value + reach, level: level, method: method),
      standardError: error, degreesOfFreedom: freedom,
      growth: distribution.cumulative(-value / error),
      fall: distribution.cumulative(value / error), method: method)
  }

  /// What targets say that do not vary: certain where nothing changed, and nothing where something did.
  private static func withoutSpread(_ value: Double, _ method: String) -> Difference {
    guard value == 0 else { return untested(value, "the values do not vary between targets") }
    return Difference(
      value: 0, interval: nil, standardError: 0, degreesOfFreedom: nil, growth: 1, fall: 1,
      method: method)
  }

  /// DeLong's paired test of two areas on the same records.
  ///
  /// - Parameters:
  ///   - baseline: The baseline's scores.
  ///   - new: The new run's, of the same records in the same order.
  ///   - level: The confidence level of the interval.
  /// - Returns: The difference with its test.
  /// - Throws: `MetricsError` where a side has fewer than two records.
  static func pairedAreas(
    _ baseline: Scores, _ new: Scores, level: Double
  ) throws(MetricsError) -> Difference {
    let areas = try PairedAreas(new, baseline)
    let method = "DeLong paired"
    guard areas.variance > 0 else { return withoutSpread(areas.difference, method) }
    let error = areas.variance.squareRoot()
    return Difference(
      value: areas.difference, interval: areas.interval(level: level), standardError: error,
      degreesOfFreedom: nil, growth: Normal.standard.upperTail(areas.difference / error),
      fall: Normal.standard.cumulative(areas.difference / error), method: method)
  }

  /// The paired bootstrap of two shares found at a target rate on the same records.
  ///
  /// - Parameters:
  ///   - baseline: The baseline's scores.
  ///   - new: The new run's, of the same records in the same order.
  ///   - rate: The target false positive rate.
  ///   - level: The confidence level of the interval.
  ///   - replicates: How many, from which stream, on how many threads.
  /// - Returns: The difference with its test.
  /// - Throws: `MetricsError` where a side has fewer than two records.
  static func pairedRates(
    _ baseline: Scores, _ new: Scores, rate: Double, level: Double, replicates: Replicates
  ) async throws(MetricsError) -> Difference {
    let found = try await PairedTruePositiveRates(
      new, baseline, rate: rate, replicates: replicates
    ).difference
    guard let interval = found.percentile(level: level) else {
      return untested(
        found.estimate, "fewer than ten false positives are expected at this rate")
    }
    let total = Double(1 + found.replicates.count)
    return Difference(
      value: found.estimate, interval: interval, standardError: found.standardError,
      degreesOfFreedom: nil,
      growth: Double(1 + found.replicates.count { $0 <= 0 }) / total,
      fall: Double(1 + found.replicates.count { $0 >= 0 }) / total,
      method: "paired stratified bootstrap, \(found.replicates.count) replicates")
  }

  /// The difference of two independent values from their own intervals.
  ///
  /// The error towards a change is that of the ends that face it, as in the method of variance estimates recovery (Zou
  /// and Donner 2008); with DeLong's intervals that is the root of the sum of DeLong's variances.
  ///
  /// - Parameters:
  ///   - baseline: The reading of the baseline.
  ///   - new: The reading of the new run.
  ///   - level: The confidence level of the interval.
  /// - Returns: The difference with its test.
  static func independent(_ baseline: Reading, _ new: Reading, level: Double) -> Difference? {
    guard let old = baseline.value, let value = new.value else { return nil }
    guard let one = baseline.interval, let two = new.interval else {
      return untested(value - old, "no interval on a side")
    }
    func scaled(_ reach: Double, _ interval: Interval) -> Double {
      max(0, reach) / Normal.standard.quantile(0.5 + interval.level / 2)
    }
    let downward = hypotenuse(scaled(value - two.low, two), scaled(one.high - old, one))
    let upward = hypotenuse(scaled(two.high - value, two), scaled(old - one.low, one))
    let method = "independent, from both intervals (\(two.method))"
    guard downward > 0, upward > 0 else { return withoutSpread(value - old, method) }
    let quantile = Normal.standard.quantile(0.5 + level / 2)
    let difference = value - old
    return Difference(
      value: difference,
      interval: Interval(
        low: difference - quantile * downward, high: difference + quantile * upward, level: level,
        method: method),
      standardError: max(downward, upward), degreesOfFreedom: nil,
      growth: Normal.standard.upperTail(difference / downward),
      fall: Normal.standard.cumulative(difference / upward), method: method)
  }

  private static func hypotenuse(_ one: Double, _ two: Double) -> Double {
    (one * one + two * two).squareRoot()
  }
}
