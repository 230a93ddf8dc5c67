internal import Foundation
internal import Statistics

/// The two error rates of a membership test, or upper bounds on them.
package struct ErrorRates: Sendable, Equatable {
  /// The share of non-members taken for members, above 0 and at most 1.
  package let falsePositive: Double
  /// The share of members taken for non-members, above 0 and at most 1.
  package let falseNegative: Double

  /// Creates a pair of rates.
  ///
  /// - Parameters:
  ///   - falsePositive: The share of non-members taken for members.
  ///   - falseNegative: The share of members taken for non-members.
  /// - Throws: `PrivacyBoundsError` when a rate is not above 0 and at most 1; a rate of 0 would
  ///   mean an infinite privacy loss, which no finite number of trials shows.
  package init(falsePositive: Double, falseNegative: Double) throws(PrivacyBoundsError) {
    for (name, rate) in [("positive", falsePositive), ("negative", falseNegative)] {
      guard rate > 0, rate <= 1 else {
        throw PrivacyBoundsError(
          "the false \(name) rate is \(rate); give one above 0 and at most 1, such as a bound")
      }
    }
    self.falsePositive = falsePositive
    self.falseNegative = falseNegative
  }

  /// The least ε, in nats, of an (ε, δ)-private mechanism that allows these rates.
  ///
  /// max{0, ln((1-δ-FNR)/FPR), ln((1-δ-FPR)/FNR)} (Kairouz, Oh and Viswanath 2015, theorem 2.1). It
  /// falls in both rates, so that upper bounds on them give a lower bound on ε.
  ///
  /// - Parameter delta: From 0 up to but not including 1.
  /// - Returns: 0 or more, finite.
  package func epsilon(delta: Double) -> Double {
    max(
      Self.logRatio(1 - delta - falseNegative, falsePositive),
      Self.logRatio(1 - delta - falsePositive, falseNegative))
  }

  /// The least μ of a Gaussian trade-off that allows these rates, 0 for those of guessing.
  ///
  /// Φ⁻¹(1-FPR) - Φ⁻¹(FNR) (Dong, Roth and Su 2022, equation 6; Nasr et al. 2023). A
  /// test worse than guessing gives 0: its reverse was not the test declared.
  package var mu: Double {
    guard falsePositive < 1, falseNegative < 1 else { return 0 }
    let normal = Normal.standard
    return max(0, -normal.quantile(falsePositive) - normal.quantile(falseNegative))
  }

  private static func logRatio(_ numerator: Double, _ denominator: Double) -> Double {
    numerator > denominator ? log(numerator) - log(denominator) : 0
  }
}
