internal import CBoostMath
internal import Foundation

/// A normal distribution.
package struct Normal: Sendable, Equatable {
  /// The centre of the distribution.
  package let mean: Double
  /// The standard deviation, positive.
  package let standardDeviation: Double

  /// The distribution with mean 0 and standard deviation 1.
  package static let standard = Normal(mean: 0, standardDeviation: 1)

  /// Creates a distribution with a finite mean and a finite, positive standard deviation.
  package init(mean: Double, standardDeviation: Double) {
    precondition(
      mean.isFinite && standardDeviation.isFinite && standardDeviation > 0,
      "no normal distribution has mean \(mean) and standard deviation \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The probability of a value of at most `x`, with full relative accuracy in the lower tail.
  package func cumulative(_ x: Double) -> Double {
    cboost_normal_cumulative(standardized(x))
  }

  /// The probability of a value above `x`, with full relative accuracy in the upper tail.
  package func upperTail(_ x: Double) -> Double {
    cboost_normal_upper_tail(standardized(x))
  }

  /// The value that is not exceeded with a probability strictly between 0 and 1.
  package func quantile(_ probability: Double) -> Double {
    precondition(
      probability > 0 && probability < 1, "a normal quantile at \(probability) is not finite")
    return mean + standardDeviation * cboost_normal_quantile(probability)
  }

  /// The natural logarithm of the density at `x`, which does not underflow far from the mean.
  package func logDensity(_ x: Double) -> Double {
    let z = standardized(x)
    return -0.5 * z * z - log(standardDeviation) - 0.5 * log(2 * Double.pi)
  }

  private func standardized(_ x: Double) -> Double {
    precondition(!x.isNaN, "a normal distribution has no probability at NaN")
    return (x - mean) / standardDeviation
  }
}
