import Auditing
import Metrics
import Results
import Statistics

/// Means over targets of what was measured on each of them.
struct TargetMeans {
  /// What tells one series of measurements over targets from another.
  private struct Series: Hashable {
    let stage: String
    let attack: String?
    let group: String
    let metric: String

    init(_ measurement: Measurement) {
      stage = measurement.stage
      attack = measurement.attack
      group = measurement.group
      metric = measurement.reading.metric
    }
  }

  /// The number of targets.
  let targets: Int
  /// The values that a metric can take, to which intervals are cut.
  let values: (String) -> ClosedRange<Double>

  /// The mean of every series that has a value on all targets, in the order of the first measurements; none of one target.
  ///
  /// - Parameter measurements: Those of all targets.
  /// - Returns: Means with Student's t intervals between targets.
  /// - Throws: `MetricsError` where a value is not finite.
  func means(of measurements: some Sequence<Measurement>) throws -> [Measurement] {
    guard targets > 1 else { return [] }
    var order: [Series] = []
    var readings: [Series: [Reading]] = [:]
    for measurement in measurements {
      let series = Series(measurement)
      if readings[series] == nil { order.append(series) }
      readings[series, default: []].append(measurement.reading)
    }
    return try order.compactMap { series in
      let own = readings[series] ?? []
      // A bound on the threshold of one target has no mean.
      guard own.compactMap(\.value).count == targets, series.metric != "fpr@fpr=0" else {
        return nil
      }
      return Measurement(
        target: Measurement.mean, stage: series.stage, attack: series.attack, group: series.group,
        reading: try mean(own, series.metric))
    }
  }

  /// A mean with the interval between targets.
  ///
  /// Where the targets' own intervals are known, it says how much wider the one between targets is.
  private func mean(_ readings: [Reading], _ metric: String) throws -> Reading {
    let between = try BetweenTargets(readings)
    let range = values(metric)
    return Reading(
      metric, value: between.mean,
      interval: Interval(
        low: max(range.lowerBound, between.interval.low),
        high: min(range.upperBound, between.interval.high), level: between.interval.level,
        method: between.interval.method),
      count: readings.map(\.count).reduce(0, +),
      convention: "mean over \(readings.count) targets; \(between.convention)")
  }
}

/// The values of what is measured of releases and clients: rates and gaps from 0 to 1, others without an end.
func releaseValues(of metric: String) -> ClosedRange<Double> {
  let isKnown =
    metric == AreaUnderCurve.name || metric.hasPrefix("\(AreaUnderCurve.name)@")
    || metric == ClientFindings.accuracy || metric.hasPrefix("\(Fairness.name):")
    || BaseRate.allCases.contains { metric.hasPrefix("\($0.rawValue)@") }
  return isKnown ? possibleValues(of: metric) : -Double.infinity...Double.infinity
}
