internal import Statistics

extension EpsilonPanel {
  /// The fewest trials of which a perfect attack on as many members as others gives a bound worth having.
  func needed(_ line: Line, _ evidence: EpsilonEvidence) throws(PrivacyBoundsError) -> Int {
    let share = try level.divided(by: attacks)
    guard line.family.needsModels else { return try canariesNeeded(line, share, evidence) }
    let own = try share.divided(by: evidence.canariesLookedAt)
    switch line.choice {
    case .fixed, .leaky: return try modelsNeeded(line.family, own, thresholds: 1)
    case .corrected:
      return try modelsNeeded(line.family, own, thresholds: max(1, evidence.thresholds.count))
    // The other half chooses the threshold.
    case .split: return 2 * (try modelsNeeded(line.family, own, thresholds: 1))
    }
  }

  private func modelsNeeded(
    _ family: EpsilonBound.Family, _ level: AuditLevel, thresholds: Int
  ) throws(PrivacyBoundsError) -> Int {
    for side in 1...Self.most {
      let perfect = try TrialCounts(
        truePositives: side, falseNegatives: 0, falsePositives: 0, trueNegatives: side,
        models: 2 * side)
      let epsilon =
        switch family {
        case .jointBeta: try JointBetaEpsilon(perfect, level: level).low
        case .gaussian where level.delta > 0:
          try GaussianEpsilon.bound(perfect, level: level, thresholds: thresholds).epsilon
        case .gaussian: try GaussianEpsilon.mu(perfect, significance: level.significance)
        case .clopperPearson, .oneRun, .oneRunGaussian:
          try ClopperPearsonEpsilon.bound(perfect, level: level, thresholds: thresholds).epsilon
        }
      if epsilon > Self.worthHaving { return 2 * side }
    }
    return 2 * Self.most
  }

  private func canariesNeeded(
    _ line: Line, _ level: AuditLevel, _ evidence: EpsilonEvidence
  ) throws(PrivacyBoundsError) -> Int {
    let isSplit = line.choice == .split
    // A perfect guesser is best off with the largest of the declared numbers of guesses.
    let cut = guesses.max() ?? 1
    let share = isSplit ? level : try level.divided(by: guesses.count)
    for count in 1...Self.most {
      let side = max(1, Int((Double(count) * cut / 2).rounded(.down)))
      let guesses = min(count, side + max(0, min(side, count - side)))
      let perfect = try GuessCounts(
        canaries: count, guesses: guesses, correct: guesses,
        plan: isSplit ? .chosenFromModel : .fixedBeforehand)
      let isEnough =
        line.family == .oneRun
        ? OneRunEpsilon.pValue(perfect, epsilon: Self.worthHaving, delta: level.delta)
          < share.significance
        : OneRunGaussianEpsilon.mu(perfect, significance: share.significance, atLeast: 0)
          > Self.worthHaving
      if isEnough { return isSplit ? 2 * count : count }
    }
    return Self.most
  }

  /// The epsilon in nats, or the μ, that a perfect attack should at least be able to show; a credible interval is above 0
  /// however few the trials.
  private static let worthHaving = 0.1
  /// Where the search for enough trials ends.
  private static let most = 1000
}
