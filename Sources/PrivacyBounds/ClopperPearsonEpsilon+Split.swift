package import Statistics

extension ClopperPearsonEpsilon {
  /// Bounds ε at a threshold chosen on some trials and judged on others.
  ///
  /// The choice takes the threshold of the largest uncorrected bound on the first trials, the
  /// highest such threshold when several tie. As the second trials had no part in it, the bound on
  /// them needs no correction.
  ///
  /// - Parameters:
  ///   - choosing: The trials that choose the threshold.
  ///   - judging: The trials that give the bound, from other models.
  ///   - level: The δ and the significance.
  /// - Returns: The bound of the second trials and the threshold.
  /// - Throws: `PrivacyBoundsError` when a bound cannot be computed.
  package static func bound(
    choosingOn choosing: TrialScores, judgingOn judging: TrialScores, level: AuditLevel
  ) throws(PrivacyBoundsError) -> (bound: EpsilonBound, threshold: Double) {
    var best = (epsilon: -1.0, threshold: Double.infinity)
    for vertex in receiverHull(members: choosing.with, nonMembers: choosing.without) {
      let counts = try choosing.counts(at: vertex.threshold)
      let epsilon = try counts.upperRates(level).epsilon(delta: level.delta)
      if epsilon > best.epsilon { best = (epsilon, vertex.threshold) }
    }
    return (
      try bound(judging.counts(at: best.threshold), level: level), best.threshold
    )
  }

  /// Bounds ε at a threshold chosen on a random half of the trials and judged on the other half.
  ///
  /// - Parameters:
  ///   - scores: All trials, 2 or more a side.
  ///   - level: The δ and the significance.
  ///   - generator: The source of the split, which must not depend on the scores.
  /// - Returns: The bound of the second half and the threshold.
  /// - Throws: `PrivacyBoundsError` when the trials cannot be split.
  package static func bound(
    splitting scores: TrialScores, level: AuditLevel, using generator: inout SeededGenerator
  ) throws(PrivacyBoundsError) -> (bound: EpsilonBound, threshold: Double) {
    let (choosing, judging) = try scores.split(using: &generator)
    return try bound(choosingOn: choosing, judgingOn: judging, level: level)
  }
}
