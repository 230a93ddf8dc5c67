/// The best one-run bound over the vertices of the scores' ROC hull, as `jax_privacy` 2 has it.
///
/// The significance is divided by the number of vertices, only members are guessed (k₋ = 0), and a
/// vertex guesses every canary that scores at least its threshold. It is kept to compare with that
/// tool. It is not a bound of the stated confidence: the thresholds, their number and the numbers
/// of guesses are all read from the scores judged, and the tool asks for no coins. Prefer
/// `CanaryAudit`.
package struct HullVertexAudit: Sendable {
  /// The number of vertices, by which the significance is divided.
  package let vertices: Int
  private let counts: [GuessCounts]
  private let level: AuditLevel

  /// Finds the vertices.
  ///
  /// - Parameters:
  ///   - included: The scores of the included canaries, 1 or more, higher meaning more member-like.
  ///   - excluded: The scores of the others, 1 or more.
  ///   - level: The δ and the significance to be divided.
  /// - Throws: `PrivacyBoundsError` when a side has no canary or a score is NaN.
  package init(
    included: [Double], excluded: [Double], level: AuditLevel
  ) throws(PrivacyBoundsError) {
    try requireNumbers(included, of: "included canaries")
    try requireNumbers(excluded, of: "excluded canaries")
    guard !included.isEmpty, !excluded.isEmpty else {
      throw PrivacyBoundsError(
        "\(included.count) included and \(excluded.count) excluded canaries have no ROC hull; "
          + "give 1 of each or more")
    }
    let hull = receiverHull(members: included, nonMembers: excluded)
    var counts: [GuessCounts] = []
    for vertex in hull.dropFirst() {
      counts.append(
        try GuessCounts(
          canaries: included.count + excluded.count,
          guesses: vertex.truePositives + vertex.falsePositives, correct: vertex.truePositives))
    }
    vertices = hull.count
    self.level = try level.divided(by: hull.count)
    // The best precision comes first: it sets a mark that the other vertices mostly fail at once.
    self.counts = counts.sorted { left, right in
      left.correct * right.guesses > right.correct * left.guesses
    }
  }

  /// The largest ε of the one-run bound, in nats.
  package func oneRunEpsilon() -> Double {
    var best = 0.0
    for vertex in counts {
      let passes =
        OneRunEpsilon.pValue(vertex, epsilon: best, delta: level.delta) < level.significance
      if passes { best = max(best, OneRunEpsilon.epsilon(vertex, level)) }
    }
    return best
  }

  /// The largest ε of the f-DP bound for a Gaussian trade-off, in nats.
  ///
  /// - Throws: `PrivacyBoundsError` when δ is 0.
  package func oneRunGaussianEpsilon() throws(PrivacyBoundsError) -> Double {
    var best = 0.0
    for vertex in counts {
      best = OneRunGaussianEpsilon.mu(
        vertex, significance: level.significance, atLeast: best)
    }
    return try GaussianTradeOff(mu: best).epsilon(delta: level.delta)
  }
}
