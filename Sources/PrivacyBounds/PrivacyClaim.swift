internal import Foundation

/// The (ε, δ) that somebody claims of a mechanism, for data sets that differ in one record.
package struct PrivacyClaim: Sendable, Equatable {
  /// The ε in nats.
  package let epsilon: Double
  /// The δ.
  package let delta: Double

  /// Takes a claim.
  ///
  /// - Parameters:
  ///   - epsilon: In nats, 0 or more and finite.
  ///   - delta: From 0 up to but not including 1.
  /// - Throws: `PrivacyBoundsError` when one is out of its range.
  package init(epsilon: Double, delta: Double) throws(PrivacyBoundsError) {
    guard epsilon >= 0, epsilon.isFinite else {
      throw PrivacyBoundsError("the claimed epsilon is \(epsilon); give one of 0 or more")
    }
    _ = try AuditLevel(delta: delta, significance: 0.5)
    (self.epsilon, self.delta) = (epsilon, delta)
  }

  /// What the claim says of data sets that differ in a group of records: (kε, k e^((k-1)ε) δ).
  ///
  /// - Parameter size: The number k of records, 1 or more.
  /// - Returns: The claim for groups; nil where its δ would be 1 or more, so that it says nothing.
  package func forGroups(of size: Int) -> PrivacyClaim? {
    precondition(size >= 1, "a group of \(size) records")
    let k = Double(size)
    // δ = 0 stays 0, however large the factor.
    let delta = delta == 0 ? 0 : k * exp((k - 1) * epsilon) * delta
    return try? PrivacyClaim(epsilon: k * epsilon, delta: delta)
  }
}
