internal import CBoostMath

/// Student's t distribution.
package struct StudentT: Sendable, Equatable {
  /// The degrees of freedom, positive.
  package let degreesOfFreedom: Double

  /// Creates the distribution for finite, positive degrees of freedom.
  package init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "no t distribution has \(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value of at most `x`.
  package func cumulative(_ x: Double) -> Double {
    precondition(!x.isNaN, "a t distribution has no probability at NaN")
    return cboost_student_t_cumulative(degreesOfFreedom, x)
  }

  /// The value that is not exceeded with a probability strictly between 0 and 1.
  package func quantile(_ probability: Double) -> Double {
    precondition(
      probability > 0 && probability < 1, "a t quantile at \(probability) is not finite")
    return cboost_student_t_quantile(degreesOfFreedom, probability)
  }
}
