internal import CBoostMath

/// The chi-squared distribution.
package struct ChiSquared: Sendable, Equatable {
  /// The degrees of freedom, positive.
  package let degreesOfFreedom: Double

  /// Creates the distribution for finite, positive degrees of freedom.
  package init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "no chi-squared distribution has \(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value above `x`, with full relative accuracy far out.
  package func upperTail(_ x: Double) -> Double {
    precondition(!x.isNaN, "a chi-squared distribution has no probability at NaN")
    return cboost_chi_squared_upper_tail(degreesOfFreedom, max(x, 0))
  }
}
