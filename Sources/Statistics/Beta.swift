internal import CBoostMath

/// A beta distribution, on the values from 0 to 1.
package struct Beta: Sendable, Equatable {
  /// The first shape, positive: it pulls towards 1.
  package let a: Double
  /// The second shape, positive: it pulls towards 0.
  package let b: Double

  /// Creates the distribution of two finite, positive shapes.
  package init(a: Double, b: Double) {
    precondition(
      a > 0 && b > 0 && a.isFinite && b.isFinite, "no beta distribution has shapes \(a) and \(b)")
    self.a = a
    self.b = b
  }

  /// The probability of a value of at most `x`, which is cut to the range from 0 to 1.
  package func cumulative(_ x: Double) -> Double {
    precondition(!x.isNaN, "a beta distribution has no probability at NaN")
    return cboost_beta_cumulative(a, b, min(max(x, 0), 1))
  }

  /// The value that is not exceeded with a probability from 0 to 1.
  package func quantile(_ probability: Double) -> Double {
    precondition(
      probability >= 0 && probability <= 1, "\(probability) is not a probability")
    return cboost_beta_quantile(a, b, probability)
  }

  /// The value that is exceeded with a probability from 0 to 1, however small.
  package func quantile(upperTail probability: Double) -> Double {
    precondition(
      probability >= 0 && probability <= 1, "\(probability) is not a probability")
    return cboost_beta_upper_quantile(a, b, probability)
  }
}
