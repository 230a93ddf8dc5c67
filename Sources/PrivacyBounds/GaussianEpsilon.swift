/// The bound on ε of a mechanism whose trade-off is taken to be Gaussian.
///
/// The Clopper-Pearson upper bounds on the two error rates give μ ≥ Φ⁻¹(1-FPR₊) - Φ⁻¹(FNR₊), and μ
/// gives ε at δ (Nasr et al. 2023, "Tight Auditing"). It is a lower bound only if the trade-off is
/// that of a Gaussian mechanism, as for the final sum of many steps of DP-SGD. Every trial must be
/// its own model. Much tighter than `ClopperPearsonEpsilon` where it applies: it extrapolates the
/// rates.
package enum GaussianEpsilon {
  /// Bounds μ from one threshold fixed beforehand, or one of several declared.
  ///
  /// - Parameters:
  ///   - counts: The outcome at the threshold.
  ///   - significance: The error probability allowed.
  ///   - thresholds: The number of thresholds tried, fixed beforehand.
  /// - Returns: The bound, 0 when the test is not better than guessing.
  /// - Throws: `PrivacyBoundsError` when no threshold is declared or the significance is no
  ///   probability.
  package static func mu(
    _ counts: TrialCounts, significance: Double, thresholds: Int = 1
  ) throws(PrivacyBoundsError) -> Double {
    let level = try AuditLevel(delta: 0, significance: significance).divided(by: thresholds)
    return try counts.upperRates(level).mu
  }

  /// Bounds ε from one threshold fixed beforehand, or one of several declared.
  ///
  /// - Parameters:
  ///   - counts: The outcome at the threshold.
  ///   - level: The δ, above 0, and the significance.
  ///   - thresholds: The number of thresholds tried, fixed beforehand.
  /// - Returns: The bound, in nats.
  /// - Throws: `PrivacyBoundsError` when δ is 0 or no threshold is declared.
  package static func bound(
    _ counts: TrialCounts, level: AuditLevel, thresholds: Int = 1
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    try level.requirePositiveDelta()
    let mu = try mu(counts, significance: level.significance, thresholds: thresholds)
    return EpsilonBound(
      .gaussian, epsilon: try GaussianTradeOff(mu: mu).epsilon(delta: level.delta), level: level,
      outcome: counts.outcome, hypotheses: thresholds)
  }
}
