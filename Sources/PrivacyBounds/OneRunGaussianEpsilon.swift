internal import Statistics

/// The bound on ε from many canaries of one model whose trade-off is taken to be Gaussian.
///
/// Mahloujifar, Melis and Chaudhuri 2025, the recursion with a cap on the guesses. With m canaries,
/// c' guesses and c of them right, the trade-off of μ is contradicted at significance α if the
/// recursion h ← max{h, Φ(Φ⁻¹(r) - μ)}, r ← r + i / (c'-i) times the rise of h, for i from c-1 down
/// to 0, takes r + h from αc'/m past c'/m; it starts at r = αc/m and h = α(c'-c)/m. The largest
/// such μ is turned into ε at δ by `GaussianTradeOff`.
///
/// Much tighter than `OneRunEpsilon` where the trade-off is Gaussian; otherwise it is no bound.
/// It needs the canaries' own fair coins and a number of guesses planned before the model is seen;
/// a planned guess that is not made counts as wrong.
package enum OneRunGaussianEpsilon {
  /// Bounds μ from the outcome of one run.
  ///
  /// - Parameters:
  ///   - counts: The outcome of the run.
  ///   - significance: The error probability allowed, strictly between 0 and 1.
  /// - Returns: The bound, 0 when nothing is contradicted.
  /// - Throws: `PrivacyBoundsError` when no guess was planned or the model chose how many.
  package static func mu(
    _ counts: GuessCounts, significance: Double
  ) throws(PrivacyBoundsError) -> Double {
    try requireGuesses(counts)
    guard counts.plan == .fixedBeforehand else {
      throw PrivacyBoundsError(
        "the f-DP bound needs a number of guesses fixed beforehand; declare a grid of cuts instead")
    }
    let level = try AuditLevel(delta: 0, significance: significance)
    return mu(counts, significance: level.significance, atLeast: 0)
  }

  /// Bounds ε from the outcome of one run.
  ///
  /// - Parameters:
  ///   - counts: The outcome of the run.
  ///   - level: The δ, above 0, and the significance.
  /// - Returns: The bound in nats.
  /// - Throws: `PrivacyBoundsError` when δ is 0, no guess was planned, or the model chose how
  ///   many.
  package static func bound(
    _ counts: GuessCounts, level: AuditLevel
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    try level.requirePositiveDelta()
    let mu = try mu(counts, significance: level.significance)
    return EpsilonBound(
      .oneRunGaussian, epsilon: try GaussianTradeOff(mu: mu).epsilon(delta: level.delta),
      level: level, outcome: counts.outcome)
  }

  /// The largest contradicted μ, or `least` when that is not contradicted.
  static func mu(_ counts: GuessCounts, significance: Double, atLeast least: Double) -> Double {
    func isContradicted(_ mu: Double) -> Bool {
      contradicts(counts, mu: mu, significance: significance)
    }
    guard isContradicted(least) else { return least }
    var (low, high) = (least, max(1, 2 * least))
    while isContradicted(high) { (low, high) = (high, 2 * high) }
    return bisect(from: low, to: high, tolerance: 1e-10, where: isContradicted)
  }

  /// Runs the recursion; r and h never fall, so that it may stop as soon as they suffice.
  private static func contradicts(
    _ counts: GuessCounts, mu: Double, significance: Double
  ) -> Bool {
    guard counts.correct > 0 else { return false }
    let normal = Normal.standard
    let (canaries, guesses) = (Double(counts.canaries), Double(counts.guesses))
    let enough = guesses / canaries
    var r = significance * Double(counts.correct) / canaries
    var h = significance * Double(counts.guesses - counts.correct) / canaries
    for index in stride(from: counts.correct - 1, through: 0, by: -1) {
      if r + h > enough { return true }
      // Without a rise neither of the two can change again.
      let next = normal.cumulative(normal.quantile(min(r, 1 - 0x1p-53)) - mu)
      guard next > h else { return false }
      let right = Double(index)
      (r, h) = (r + right / (guesses - right) * (next - h), next)
    }
    return r + h > enough
  }
}
