package import Statistics

/// The bound on ε from the scores of canaries, with the numbers of guesses chosen in an honest way.
///
/// Several models trained independently, each with coins of its own, are pooled: a cut guesses on each of them alike.
package enum CanaryAudit {
  /// A bound and the cut that gave it.
  package struct Finding: Sendable, Equatable {
    /// The bound, corrected for the choice of the cut.
    package let bound: EpsilonBound
    /// The cut.
    package let cut: GuessCut
  }

  /// Bounds ε by the best of several cuts declared before the model was seen.
  ///
  /// Each cut gets its share of the significance (Bonferroni); one cut gets all of it. When several
  /// give the same bound, the first is named.
  ///
  /// - Parameters:
  ///   - models: The scores and coins of each model, 1 or more models.
  ///   - cuts: The cuts on each model, 1 or more; each declared counts, the same twice counts twice.
  ///   - family: The way to the bound for one cut.
  ///   - level: The δ and the significance of the whole.
  /// - Returns: The best bound.
  /// - Throws: `PrivacyBoundsError` when no cut is declared, one does not fit, or the family does
  ///   not bound canaries.
  package static func bound(
    _ models: [CanaryScores], cuts: [GuessCut], family: EpsilonBound.Family, level: AuditLevel
  ) throws(PrivacyBoundsError) -> Finding {
    let share = try level.divided(by: cuts.count)
    let ranked = models.map { RankedCanaries($0) }
    var best: (epsilon: Double, counts: GuessCounts, cut: GuessCut)?
    for cut in cuts {
      let counts = try pool(ranked, cut, .fixedBeforehand)
      let found = try oneBound(counts, family: family, level: share)
      if found.epsilon > best?.epsilon ?? -1 { best = (found.epsilon, counts, cut) }
    }
    guard let best else { throw PrivacyBoundsError("no cut was declared; declare 1 or more") }
    return Finding(
      bound: EpsilonBound(
        family, epsilon: best.epsilon, level: level, outcome: best.counts.outcome,
        hypotheses: cuts.count),
      cut: best.cut)
  }

  /// Bounds ε by the one-run bound at the cut that was best on a random half of the canaries.
  ///
  /// The other half gives the bound, at the full significance. As both halves are canaries of one
  /// model, the number of guesses counts as chosen from the model when δ > 0, which costs a tenth
  /// of the significance; the f-DP bound has no such version.
  ///
  /// - Parameters:
  ///   - models: The scores and coins of each model, 2 canaries or more.
  ///   - cuts: The cuts to choose from, in numbers of guesses for half of a model's canaries.
  ///   - level: The δ and the significance.
  ///   - generator: The source of the split, which must not depend on the scores.
  /// - Returns: The bound of the second half.
  /// - Throws: `PrivacyBoundsError` when no cut is given, one does not fit into a half, or there
  ///   are too few canaries.
  package static func bound(
    splitting models: [CanaryScores], cuts: [GuessCut], level: AuditLevel,
    using generator: inout SeededGenerator
  ) throws(PrivacyBoundsError) -> Finding {
    var (choosing, judging): ([RankedCanaries], [RankedCanaries]) = ([], [])
    for model in models {
      let halves = try model.split(using: &generator)
      choosing.append(RankedCanaries(halves.choosing))
      judging.append(RankedCanaries(halves.judging))
    }
    var best: (epsilon: Double, cut: GuessCut)?
    for cut in cuts {
      let counts = try pool(choosing, cut, .chosenFromModel)
      let epsilon = try OneRunEpsilon.bound(counts, level: level).epsilon
      if epsilon > best?.epsilon ?? -1 { best = (epsilon, cut) }
    }
    guard let cut = best?.cut else {
      throw PrivacyBoundsError("no cut was given to choose from; give 1 or more")
    }
    let counts = try pool(judging, cut, .chosenFromModel)
    return Finding(bound: try OneRunEpsilon.bound(counts, level: level), cut: cut)
  }

  private static func pool(
    _ models: [RankedCanaries], _ cut: GuessCut, _ plan: GuessCounts.Plan
  ) throws(PrivacyBoundsError) -> GuessCounts {
    var runs: [GuessCounts] = []
    for model in models { runs.append(try model.guess(cut, plan: plan)) }
    return try GuessCounts(pooling: runs)
  }

  private static func oneBound(
    _ counts: GuessCounts, family: EpsilonBound.Family, level: AuditLevel
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    switch family {
    case .oneRun: return try OneRunEpsilon.bound(counts, level: level)
    case .oneRunGaussian: return try OneRunGaussianEpsilon.bound(counts, level: level)
    case .clopperPearson, .gaussian, .jointBeta:
      throw PrivacyBoundsError(
        "\(family.rawValue) needs independent models, 1 given; use a one-run family for canaries")
    }
  }
}
