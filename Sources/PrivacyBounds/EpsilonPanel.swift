internal import Statistics

/// All families of empirical epsilon side by side on the same scores.
///
/// Each family takes the trials that are its own, or says why it has none. Every line holds by itself at the level, for all
/// attacks together; to take the largest of several families is one more choice, which no line is corrected for.
package struct EpsilonPanel: Sendable {
  /// The δ, and the significance for all attacks together.
  package let level: AuditLevel
  /// The number of attacks declared, over which each line is corrected (Bonferroni).
  package let attacks: Int
  /// How often each canary was put into a training set that holds it.
  package let copies: Int
  /// The shares of a model's canaries that are guessed on, half of them as members.
  package let guesses: [Double]
  /// What is claimed.
  package let claim: PrivacyClaim?
  /// Whether the thresholds' best on the judged trials are shown too, which are no bounds.
  package let showsLeaky: Bool
  private let seed: UInt64

  /// Declares an audit.
  ///
  /// - Parameters:
  ///   - level: The δ, and the significance for all attacks together.
  ///   - attacks: The number of attacks declared, 1 or more.
  ///   - copies: How often each canary was put in, 1 or more.
  ///   - guesses: Shares above 0 and up to 1, 1 or more, fixed before the scores were seen.
  ///   - claim: What is claimed.
  ///   - showsLeaky: Whether numbers that are no bounds are shown too.
  ///   - seed: The seed of the splits.
  /// - Throws: `PrivacyBoundsError` when a number is out of its range.
  package init(
    level: AuditLevel, attacks: Int, copies: Int, guesses: [Double], claim: PrivacyClaim?,
    showsLeaky: Bool = false, seed: UInt64
  ) throws(PrivacyBoundsError) {
    _ = try level.divided(by: attacks)
    guard copies >= 1 else {
      throw PrivacyBoundsError("\(copies) copies of a canary; give 1 or more")
    }
    guard !guesses.isEmpty, guesses.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      throw PrivacyBoundsError(
        "the shares of canaries to guess on are \(guesses); give 1 or more above 0 and up to 1")
    }
    self.level = level
    self.attacks = attacks
    self.copies = copies
    self.guesses = guesses
    self.claim = claim
    self.showsLeaky = showsLeaky
    self.seed = seed
  }

  /// A family with a way to choose its threshold or number of guesses.
  struct Line: Sendable {
    let family: EpsilonBound.Family
    let choice: EpsilonFinding.Choice
  }

  /// Every family with its choices, in the order of the table.
  static let lines: [Line] = [
    Line(family: .clopperPearson, choice: .fixed),
    Line(family: .clopperPearson, choice: .corrected),
    Line(family: .clopperPearson, choice: .split),
    Line(family: .gaussian, choice: .fixed), Line(family: .gaussian, choice: .corrected),
    Line(family: .jointBeta, choice: .fixed),
    Line(family: .oneRun, choice: .corrected), Line(family: .oneRun, choice: .split),
    Line(family: .oneRunGaussian, choice: .corrected),
  ]
  static let leakyLines: [Line] = [
    Line(family: .oneRun, choice: .leaky), Line(family: .oneRunGaussian, choice: .leaky),
  ]

  /// Bounds ε by every family.
  ///
  /// - Parameter evidence: The scores.
  /// - Returns: One finding for each family and choice, none left out.
  /// - Throws: `PrivacyBoundsError` when the level leaves no share to some attack.
  package func findings(
    _ evidence: EpsilonEvidence
  ) throws(PrivacyBoundsError) -> [EpsilonFinding] {
    var findings: [EpsilonFinding] = []
    for line in Self.lines + (showsLeaky ? Self.leakyLines : []) {
      findings.append(try finding(line, evidence))
    }
    return findings
  }

  private func finding(
    _ line: Line, _ evidence: EpsilonEvidence
  ) throws(PrivacyBoundsError) -> EpsilonFinding {
    let there = trials(line.family, evidence)
    let needed = try needed(line, evidence)
    var (bound, reason): (EpsilonBound?, String) = (nil, "")
    do throws(PrivacyBoundsError) {
      if there > 0, there < needed { throw tooFew(line.family, there: there, needed: needed) }
      bound = try self.bound(line, evidence, level: level).forGroups(of: copies)
    } catch {
      reason = error.description
    }
    // A single plan was not chosen among several.
    let isFixed = line.choice == .corrected && !line.family.needsModels && guesses.count == 1
    return EpsilonFinding(
      family: line.family, choice: isFixed ? .fixed : line.choice, bound: bound, reason: reason,
      trialsNeeded: needed, trialsThere: there, judgement: judge(line, evidence, bound))
  }

  private func tooFew(
    _ family: EpsilonBound.Family, there: Int, needed: Int
  ) -> PrivacyBoundsError {
    let unit = family.needsModels ? "independently trained models" : "canaries, each with its coin"
    return PrivacyBoundsError(
      "needs at least \(needed) \(unit); there \(there == 1 ? "is" : "are") \(there)")
  }

  /// The trials that a family finds in the evidence.
  private func trials(_ family: EpsilonBound.Family, _ evidence: EpsilonEvidence) -> Int {
    if family.needsModels {
      guard case .given(let trials) = evidence.models else { return 0 }
      return trials[0].scores.count
    }
    guard case .given(let models) = evidence.canaries else { return 0 }
    return models.reduce(0) { $0 + $1.scores.count }
  }

  private func judge(
    _ line: Line, _ evidence: EpsilonEvidence, _ bound: EpsilonBound?
  ) -> EpsilonFinding.Judgement {
    guard let claim, bound != nil, line.choice != .leaky else { return .none }
    guard let allowed = claim.forGroups(of: copies) else { return .notComparable }
    // The claim speaks at its own δ, and of groups at a larger one.
    guard let own = try? AuditLevel(delta: allowed.delta, significance: level.significance),
      let found = try? self.bound(line, evidence, level: own)
    else { return .notComparable }
    guard found.epsilon > allowed.epsilon else { return .notContradicted }
    return line.family.provesItsBound ? .contradicted : .aboveClaim
  }

  /// The bound of one line; the refusal is what is thrown.
  private func bound(
    _ line: Line, _ evidence: EpsilonEvidence, level: AuditLevel
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    let share = try level.divided(by: attacks)
    var generator = SeededGenerator(seed: seed, label: "epsilon/\(evidence.label)")
    let found =
      try line.family.needsModels
      ? modelBound(line, evidence, share, using: &generator)
      : canaryBound(line, try canaryTrials(evidence), share, using: &generator)
    return found.oneOf(attacks, level: level)
  }

  /// The best bound of the canaries looked at, each at its share of the level.
  private func modelBound(
    _ line: Line, _ evidence: EpsilonEvidence, _ level: AuditLevel,
    using generator: inout SeededGenerator
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    let sets = try modelTrials(evidence)
    let own = try level.divided(by: sets.count)
    var best: EpsilonBound?
    var reason: PrivacyBoundsError?
    for set in sets {
      do throws(PrivacyBoundsError) {
        let found = try bound(line, set, evidence, own, using: &generator)
        if found.epsilon > best?.epsilon ?? -1 { best = found }
      } catch {
        // A canary that was in all models, say, bounds nothing; its share of the error is spent all the same.
        reason = reason ?? error
      }
    }
    guard let best else { throw reason ?? PrivacyBoundsError("no canary is looked at") }
    return best.oneOf(sets.count, level: level)
  }

  private func bound(
    _ line: Line, _ trials: EpsilonEvidence.ModelScores, _ evidence: EpsilonEvidence,
    _ level: AuditLevel, using generator: inout SeededGenerator
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    let pairs = zip(trials.scores, trials.included)
    let scores = try TrialScores(
      with: pairs.filter(\.1).map(\.0), without: pairs.filter { !$0.1 }.map(\.0),
      models: trials.scores.count)
    return try ModelTrialBounds(
      trials: scores, threshold: evidence.threshold, thresholds: evidence.thresholds, level: level
    ).bound(line, using: &generator)
  }

  private func modelTrials(
    _ evidence: EpsilonEvidence
  ) throws(PrivacyBoundsError) -> [EpsilonEvidence.ModelScores] {
    switch evidence.models {
    case .refused(let reason): throw PrivacyBoundsError(reason)
    case .given(let sets): return sets
    }
  }

  private func canaryTrials(
    _ evidence: EpsilonEvidence
  ) throws(PrivacyBoundsError) -> [CanaryScores] {
    switch evidence.canaries {
    case .refused(let reason): throw PrivacyBoundsError(reason)
    case .given(let models): return models
    }
  }

  private func canaryBound(
    _ line: Line, _ models: [CanaryScores], _ level: AuditLevel,
    using generator: inout SeededGenerator
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    let count = models.map(\.scores.count).min() ?? 0
    switch line.choice {
    case .leaky: return try leakyBound(line.family, models, level)
    case .split:
      return try CanaryAudit.bound(
        splitting: models, cuts: cuts(count / 2), level: level, using: &generator
      ).bound
    case .fixed, .corrected:
      return try CanaryAudit.bound(
        models, cuts: cuts(count), family: line.family, level: level
      ).bound
    }
  }

  private func leakyBound(
    _ family: EpsilonBound.Family, _ models: [CanaryScores], _ level: AuditLevel
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    let pairs = models.flatMap { zip($0.scores, $0.included) }
    let audit = try HullVertexAudit(
      included: pairs.filter(\.1).map(\.0), excluded: pairs.filter { !$0.1 }.map(\.0), level: level)
    return EpsilonBound(
      family,
      epsilon: family == .oneRun ? audit.oneRunEpsilon() : try audit.oneRunGaussianEpsilon(),
      level: level,
      outcome: EpsilonBound.Outcome(trials: pairs.count, guesses: 0, correct: 0),
      hypotheses: audit.vertices)
  }

  /// The declared numbers of guesses about so many canaries.
  func cuts(_ count: Int) throws(PrivacyBoundsError) -> [GuessCut] {
    var cuts: [GuessCut] = []
    for share in guesses {
      let side = max(1, Int((Double(count) * share / 2).rounded(.down)))
      cuts.append(try GuessCut(members: side, nonMembers: max(0, min(side, count - side))))
    }
    return cuts
  }
}
