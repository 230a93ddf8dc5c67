/// The bound on ε from exact binomial bounds on the two error rates of a test.
///
/// With FNR₊ and FPR₊ the Clopper-Pearson upper bounds at α / 2 each, ε ≥ max{0,
/// ln((1-δ-FNR₊)/FPR₊), ln((1-δ-FPR₊)/FNR₊)} with confidence 1 - α (Jagielski, Ullman and Oprea
/// 2020; Nasr et al. 2021). A perfect test of n models a side cannot show more than ln(n) less
/// about 1.3 at α = 0.05. Every trial must be its own model.
package enum ClopperPearsonEpsilon {
  /// Bounds ε from one threshold that was fixed before the trials were seen.
  ///
  /// When it was picked among several on these very trials, declare how many: each then gets its
  /// share of the significance (Bonferroni), and the best of them may be reported.
  ///
  /// - Parameters:
  ///   - counts: The outcome at the threshold.
  ///   - level: The δ and the significance.
  ///   - thresholds: The number of thresholds tried, fixed beforehand.
  /// - Returns: The bound, in nats.
  /// - Throws: `PrivacyBoundsError` when no threshold is declared.
  package static func bound(
    _ counts: TrialCounts, level: AuditLevel, thresholds: Int = 1
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    let rates = try counts.upperRates(level.divided(by: thresholds))
    return EpsilonBound(
      .clopperPearson, epsilon: rates.epsilon(delta: level.delta), level: level,
      outcome: counts.outcome, hypotheses: thresholds)
  }
}
