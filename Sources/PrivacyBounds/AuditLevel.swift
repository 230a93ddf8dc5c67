/// The claim under test: the δ of the privacy loss and how often a bound on ε may be wrong.
package struct AuditLevel: Sendable, Equatable {
  /// The δ of (ε, δ)-differential privacy, from 0 up to but not including 1.
  package let delta: Double
  /// The error probability allowed to the bound, strictly between 0 and 1.
  package let significance: Double
  /// The probability with which the bound holds, 1 less the significance.
  package var confidence: Double { 1 - significance }

  /// Creates a level.
  ///
  /// - Parameters:
  ///   - delta: The δ of the claim; it should be far below one over the number of records, and its
  ///     neighbouring relation (add or remove, or replace) must be that of the accountant.
  ///   - significance: The error probability allowed.
  /// - Throws: `PrivacyBoundsError` when one is out of its range.
  package init(delta: Double, significance: Double) throws(PrivacyBoundsError) {
    guard delta >= 0, delta < 1 else {
      throw PrivacyBoundsError("delta is \(delta); give one from 0 up to but not including 1")
    }
    guard significance > 0, significance < 1 else {
      throw PrivacyBoundsError(
        "the significance is \(significance); give one strictly between 0 and 1, such as 0.05")
    }
    self.delta = delta
    self.significance = significance
  }

  /// The level of each of several hypotheses tried, by the inequality of Bonferroni.
  func divided(by hypotheses: Int) throws(PrivacyBoundsError) -> AuditLevel {
    guard hypotheses >= 1 else {
      throw PrivacyBoundsError(
        "\(hypotheses) thresholds or cuts were declared; declare all that were tried, at least 1")
    }
    return try AuditLevel(delta: delta, significance: significance / Double(hypotheses))
  }

  /// Refuses δ = 0, at which no Gaussian trade-off has a finite ε.
  func requirePositiveDelta() throws(PrivacyBoundsError) {
    guard delta > 0 else {
      throw PrivacyBoundsError(
        "a Gaussian trade-off has no finite epsilon at delta 0; give a delta above 0")
    }
  }
}
