package import Statistics

/// The new value less the baseline's, with what is known of its error.
package struct Difference: Equatable, Sendable {
  /// The new value less the baseline's.
  package let value: Double
  /// The interval of the difference; nil where its error is not known.
  package let interval: Interval?
  /// The standard error; nil where it is not known.
  package let standardError: Double?
  /// The degrees of freedom of the standard error; nil for a normal test.
  package let degreesOfFreedom: Double?
  /// The one-sided p-value of "it did not grow"; nil where it is not known.
  package let growth: Double?
  /// The one-sided p-value of "it did not fall"; nil where it is not known.
  package let fall: Double?
  /// How error and p-values were found, or why they are not known.
  package let method: String

  /// The two-sided p-value of "nothing changed": twice the smaller one-sided, 1 at most.
  package var pValue: Double? {
    guard let growth, let fall else { return nil }
    return min(1, 2 * min(growth, fall))
  }

  /// The power at which detectable differences are stated.
  package static let power = 0.8

  /// The smallest difference that the test would have seen with 80 % power.
  ///
  /// The sum of the distribution's quantiles at 1 - level / sides and at the power, times the standard error.
  ///
  /// - Parameters:
  ///   - level: The error probability of the test, strictly between 0 and 1.
  ///   - sides: 1 for a test of a change in one direction, 2 for one of any change.
  /// - Returns: Nil where the standard error is not known, or zero.
  package func detectable(level: Double, sides: Int) -> Double? {
    guard let standardError, standardError > 0 else { return nil }
    func quantile(_ probability: Double) -> Double {
      degreesOfFreedom.map { StudentT(degreesOfFreedom: $0).quantile(probability) }
        ?? Normal.standard.quantile(probability)
    }
    return (quantile(1 - level / Double(sides)) + quantile(Self.power)) * standardError
  }
}
