import Foundation
import Statistics

/// The stratified bootstrap of a model's rates.
///
/// A replicate draws as many records of each group and label as there are, with replacement: multinomial counts of the cells of
/// each stratum, whose cost does not depend on the number of records. Sizes of groups and shares of positives in them stay as
/// they are. A replicate on which a statistic is not defined is left out for it.
struct Resampled<Model: RateModel> {
  /// The share of replicates that may lack a statistic before it has no interval.
  private static var mostLacking: Double { 0.05 }

  let model: Model
  let draws: Replicates

  /// The values of statistics of rates on each replicate, statistic by statistic.
  ///
  /// - Parameter statistics: As many numbers whatever the rates are; NaN where one is not defined.
  /// - Returns: The defined values in the order drawn; none where too many replicates lack the statistic.
  func values(_ statistics: ([Double]) -> [Double]) -> [[Double]] {
    let sampling = CountSampling(upTo: Int(model.cells.reduce(0, +)))
    var cells = model.cells
    var rates = model.sample
    var values = statistics(rates).map { _ in [Double]() }
    for place in values.indices { values[place].reserveCapacity(draws.count) }
    draws.inOrder { size, generator in
      for _ in 0..<size {
        for stratum in model.strata { draw(stratum, &cells, sampling, &generator) }
        model.write(cells, into: &rates)
        for (place, value) in statistics(rates).enumerated() where !value.isNaN {
          values[place].append(value)
        }
      }
    }
    let most = Self.mostLacking * Double(draws.count)
    return values.map { Double(draws.count - $0.count) <= most ? $0 : [] }
  }

  /// The BCa intervals of smooth statistics from their values on replicates.
  ///
  /// - Parameters:
  ///   - values: The values on replicates.
  ///   - statistics: The statistics.
  ///   - level: The confidence level.
  /// - Returns: Nil where a statistic is not defined, or the interval has no width or lies beside the sample's value.
  func bca(
    _ values: [[Double]], of statistics: ([Double]) -> [Double], level: Double
  ) -> [Interval?] {
    let estimates = statistics(model.sample)
    let accelerations = accelerations(estimates, statistics)
    return estimates.indices.map { place in
      let estimate = estimates[place]
      guard estimate.isFinite, !values[place].isEmpty else { return nil }
      let quantity = BootstrapQuantity(
        estimate: estimate,
        // Rounding must not tell a replicate from the sample that it equals.
        replicates: values[place].map { abs($0 - estimate) <= 1e-12 ? estimate : $0 },
        acceleration: accelerations[place], isResolved: true)
      guard let interval = quantity.bca(level: level), interval.low <= estimate,
        estimate <= interval.high, interval.low < interval.high
      else { return nil }
      return interval
    }
  }

  /// Draws the counts of one stratum's cells, one after the other from what is left.
  private func draw(
    _ stratum: Range<Int>, _ cells: inout [Double], _ sampling: CountSampling,
    _ generator: inout Xoshiro256PlusPlus
  ) {
    var mass = 0.0
    for cell in stratum { mass += model.cells[cell] }
    var left = Int(mass)
    for cell in stratum {
      let weight = model.cells[cell]
      let drawn =
        weight < mass ? sampling.binomial(left, weight / mass, using: &generator) : left
      cells[cell] = Double(drawn)
      left -= drawn
      mass -= weight
    }
  }

  /// The acceleration of each statistic from the empirical influence of a record of each cell.
  ///
  /// a = sum L³ / (6 (sum L²)^(3/2)) over records, L the statistic's derivative when the record's stratum is shifted towards
  /// it, over the stratum's size (Efron and Tibshirani 1993, equation 14.15), here by a difference quotient.
  private func accelerations(
    _ estimates: [Double], _ statistics: ([Double]) -> [Double]
  ) -> [Double] {
    let step = 1e-4
    var (second, third) = (estimates.map { _ in 0.0 }, estimates.map { _ in 0.0 })
    var rates = model.sample
    for stratum in model.strata {
      let size = stratum.reduce(0.0) { $0 + model.cells[$1] }
      for cell in stratum where model.cells[cell] > 0 {
        var shifted = model.cells
        for other in stratum { shifted[other] *= 1 - step }
        shifted[cell] += step * size
        model.write(shifted, into: &rates)
        for (place, value) in statistics(rates).enumerated() where value.isFinite {
          let influence = (value - estimates[place]) / (step * size)
          second[place] += model.cells[cell] * influence * influence
          third[place] += model.cells[cell] * influence * influence * influence
        }
      }
    }
    return estimates.indices.map { place in
      second[place] > 0
        ? third[place] / (6 * second[place] * second[place].squareRoot()) : 0
    }
  }
}

/// The interval of a gap from how far its rates move together on replicates.
///
/// A gap is the largest of several absolute differences, so its replicates lie above it where groups are alike, and quantiles of
/// them, bias-corrected or not, do not cover. But no gap moves by more than the largest movement among its differences:
/// |max|d*| - max|d|| <= max|d* - d|. The interval reaches as far to both sides as that movement's quantile at the level.
///
/// - Parameters:
///   - value: The gap on the sample.
///   - deviations: The largest movement on each replicate; of logarithms for a ratio.
///   - isRatio: Whether the gap is a ratio.
///   - most: The greatest value that the gap can take.
///   - level: The confidence level.
/// - Returns: Nil without replicates, where nothing moves, and for a ratio of 0, which has no logarithm.
func deviationInterval(
  _ value: Double, _ deviations: [Double], isRatio: Bool, most: Double, level: Double
) -> Interval? {
  let sorted = deviations.sorted()
  guard value.isFinite, !sorted.isEmpty, !isRatio || value > 0 else { return nil }
  // Not interpolated: a movement may be infinite, where a resampled rate is 0.
  let reach = sorted[min(sorted.count - 1, Int((level * Double(sorted.count)).rounded(.up)))]
  guard reach > 1e-12 else { return nil }
  let (low, high) =
    isRatio
    ? (value * exp(-reach), value * exp(reach)) : (value - reach, value + reach)
  return Interval(
    low: max(0, low), high: max(value, min(most, high)), level: level,
    method: "bootstrap of the largest deviation, \(sorted.count) replicates")
}
