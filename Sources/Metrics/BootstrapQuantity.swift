package import Statistics

/// One quantity's value on the sample and on its replicates.
package struct BootstrapQuantity: Equatable, Sendable {
  /// The value on the sample.
  package let estimate: Double
  /// The value on each replicate, in the order drawn.
  package let replicates: [Double]
  /// The acceleration of BCa; nil where the quantity is no smooth function of the sample.
  package let acceleration: Double?
  /// Says whether the sample is large enough for an interval.
  package let isResolved: Bool

  /// The standard deviation over the replicates; nil where there is one alone.
  package var standardError: Double? {
    replicates.count < 2 ? nil : sampleVariance(replicates).squareRoot()
  }

  /// The interval between the replicates' quantiles (type 7); nil where the sample is too small.
  ///
  /// For a share at a target FPR, that is where fewer than ten false positives are expected.
  ///
  /// - Parameter level: The confidence level, strictly between 0 and 1.
  /// - Returns: The interval. It can lie beside the estimate where the replicates are biased.
  package func percentile(level: Double) -> Interval? {
    guard isResolved else { return nil }
    let sorted = replicates.sorted()
    let tail = (1 - level) / 2
    return Interval(
      low: quantile(sorted, at: tail), high: quantile(sorted, at: 1 - tail), level: level,
      method: "bootstrap percentile, \(replicates.count) replicates")
  }

  /// The bias-corrected and accelerated interval (Efron 1987); nil where it is not valid.
  ///
  /// The quantiles are taken at Phi(z0 + (z0 + z) / (1 - a (z0 + z))), where Phi(z0) is the share of replicates
  /// below the estimate, ties by half. There is none for the share at a target FPR: its threshold is an order
  /// statistic, for which the influence function that `a` needs has no consistent estimate; and none where all
  /// replicates lie on one side of the estimate.
  ///
  /// - Parameter level: The confidence level, strictly between 0 and 1.
  /// - Returns: The interval.
  package func bca(level: Double) -> Interval? {
    guard isResolved, let acceleration else { return nil }
    let sorted = replicates.sorted()
    let below = sorted.reduce(0.0) { $0 + ($1 < estimate ? 1 : $1 == estimate ? 0.5 : 0) }
    let share = below / Double(sorted.count)
    guard share > 0 && share < 1 else { return nil }
    let bias = Normal.standard.quantile(share)
    func end(_ probability: Double) -> Double? {
      let shifted = bias + Normal.standard.quantile(probability)
      let scale = 1 - acceleration * shifted
      guard scale > 0 else { return nil }
      return quantile(sorted, at: Normal.standard.cumulative(bias + shifted / scale))
    }
    guard let low = end((1 - level) / 2), let high = end((1 + level) / 2) else { return nil }
    return Interval(
      low: low, high: high, level: level, method: "bootstrap BCa, \(sorted.count) replicates")
  }
}
