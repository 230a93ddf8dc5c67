internal import Statistics

/// The families whose trial is a model, on the scores of one canary.
struct ModelTrialBounds {
  let trials: TrialScores
  /// The threshold that was fixed away from the trials.
  let threshold: Double?
  /// Several thresholds that were fixed away from the trials.
  let thresholds: [Double]
  let level: AuditLevel

  /// The bound of a family with a choice of threshold.
  func bound(
    _ line: EpsilonPanel.Line, using generator: inout SeededGenerator
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    switch line.choice {
    case .split:
      return try ClopperPearsonEpsilon.bound(splitting: trials, level: level, using: &generator)
        .bound
    case .corrected: return try corrected(line.family)
    case .fixed, .leaky:
      guard let threshold else {
        throw PrivacyBoundsError(
          "needs a threshold fixed without these models: declare one, or train shadows to fit it on"
        )
      }
      return try bound(line.family, at: threshold, of: 1)
    }
  }

  private func corrected(
    _ family: EpsilonBound.Family
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    var best: EpsilonBound?
    for threshold in thresholds {
      let found = try bound(family, at: threshold, of: thresholds.count)
      if found.epsilon > best?.epsilon ?? -1 { best = found }
    }
    guard let best else {
      throw PrivacyBoundsError(
        "needs several thresholds fixed without these models: declare them, or train shadows to "
          + "take them from")
    }
    return best
  }

  private func bound(
    _ family: EpsilonBound.Family, at threshold: Double, of count: Int
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    let counts = try trials.counts(at: threshold)
    switch family {
    case .gaussian: return try GaussianEpsilon.bound(counts, level: level, thresholds: count)
    case .jointBeta: return try JointBetaEpsilon(counts, level: level).bound
    case .clopperPearson, .oneRun, .oneRunGaussian:
      return try ClopperPearsonEpsilon.bound(counts, level: level, thresholds: count)
    }
  }
}
