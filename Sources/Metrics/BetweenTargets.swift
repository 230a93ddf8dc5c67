package import Auditing
package import Statistics

/// A measurement's mean over independently trained targets, with what the targets' own intervals leave out.
///
/// A target's interval covers the drawing of its records alone. Student's t interval over targets also covers the
/// training and the split; `widening` is its width over that of the mean's interval if records alone mattered:
/// the root of the sum of the targets' squared widths, over their number. The t quantile's excess at few targets is
/// part of it.
package struct BetweenTargets: Equatable, Sendable {
  /// The mean over targets.
  package let mean: Double
  /// Student's t interval over targets, not cut to the values that are possible.
  package let interval: Interval
  /// The standard deviation over targets.
  package let deviation: Double
  /// The between-target width over the within-target one; nil where a target has no interval, or none has width.
  package let widening: Double?

  /// Combines the readings of one metric, one for each target.
  ///
  /// - Parameters:
  ///   - readings: Two or more with a value, those with intervals at the same level.
  ///   - level: The confidence level, strictly between 0 and 1.
  /// - Throws: `MetricsError` where a reading has no value or fewer than two are given.
  package init(_ readings: [Reading], level: Double = 0.95) throws(MetricsError) {
    let values = readings.compactMap(\.value)
    guard values.count == readings.count, values.count >= 2 else {
      throw MetricsError(
        "\(values.count) of \(readings.count) targets have a value of "
          + "\(readings.first?.metric ?? "the metric"); an interval between targets needs it on all, and 2"
      )
    }
    do {
      interval = try meanInterval(of: values, level: level)
    } catch {
      throw MetricsError("\(readings[0].metric): \(error)")
    }
    mean = Statistics.mean(values)
    deviation = sampleVariance(values).squareRoot()
    let widths = readings.compactMap(\.interval).filter { $0.level == level }.map {
      $0.high - $0.low
    }
    let within = widths.reduce(0) { $0 + $1 * $1 }.squareRoot() / Double(values.count)
    widening =
      widths.count == values.count && within > 0 ? (interval.high - interval.low) / within : nil
  }

  /// One line for a measurement's convention.
  package var convention: String {
    let compared = widening.map {
      "; \(($0 * 100).rounded() / 100) times as wide as from the records of the targets alone"
    }
    return "interval: Student t between targets" + (compared ?? "")
  }
}
