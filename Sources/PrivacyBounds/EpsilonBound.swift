/// A lower bound on the ε of a mechanism, in nats, with what it rests on.
///
/// The true ε at `delta` is at least `epsilon` with the stated confidence, as far as the
/// conditions of the family hold. It is never negative, infinite or NaN; 0 says nothing about the
/// mechanism. A larger bound means a larger leak proved; a small one does not prove privacy.
package struct EpsilonBound: Sendable, Equatable {
  /// A way to a bound, with its own idea of an independent trial.
  package enum Family: String, Sendable, Equatable, CaseIterable {
    /// Exact binomial bounds on the two error rates; a trial is a model.
    case clopperPearson = "Clopper-Pearson"
    /// The bound on μ of a trade-off assumed to be Gaussian; a trial is a model.
    case gaussian = "mu-GDP"
    /// The lower end of a Bayesian credible interval; a trial is a model.
    case jointBeta = "joint beta"
    /// Many canaries of one model; a trial is a canary included by its own coin.
    case oneRun = "one run"
    /// Many canaries of one model under a trade-off assumed to be Gaussian; a trial is a canary.
    case oneRunGaussian = "one run, f-DP"

    /// Whether a trial is a model, and not a canary of one.
    package var needsModels: Bool {
      switch self {
      case .clopperPearson, .gaussian, .jointBeta: true
      case .oneRun, .oneRunGaussian: false
      }
    }
    /// Whether independent trials are all that the bound rests on, and neither a trade-off nor a prior.
    var provesItsBound: Bool { self == .clopperPearson || self == .oneRun }
    /// The condition beyond the trials, if any.
    package var condition: String? {
      switch self {
      case .gaussian, .oneRunGaussian: "if the trade-off is Gaussian"
      case .clopperPearson, .jointBeta, .oneRun: nil
      }
    }
  }

  /// The outcome a bound was computed from.
  struct Outcome: Sendable, Equatable {
    let trials: Int
    let guesses: Int
    let correct: Int
  }

  /// The way by which the bound was found.
  package let family: Family
  /// The bound in nats, 0 or more and finite.
  package let epsilon: Double
  /// The δ at which it bounds ε.
  package let delta: Double
  /// The probability with which it holds, all thresholds tried included; a credibility for
  /// `Family/jointBeta`.
  package let confidence: Double
  /// The number of independent trials: models or canaries, by the family.
  package let trials: Int
  /// The number of trials on which the attacker made a guess.
  package let guesses: Int
  /// The number of guesses that were right.
  package let correct: Int
  /// The number of thresholds or cuts, times attacks, for which the bound is corrected, 1 or more.
  package let hypotheses: Int
  /// The number of records that changed together in a trial, 1 or more.
  ///
  /// A canary inserted k times makes neighbouring data sets that differ in k records, so that the
  /// bound is on the ε of groups of k at the same δ. It is not a bound for one record. Only at δ =
  /// 0 does it imply one, ε / k, since a pure ε adds up over the records of a group.
  package let groupSize: Int

  init(
    _ family: Family, epsilon: Double, level: AuditLevel, outcome: Outcome, hypotheses: Int = 1
  ) {
    precondition(
      epsilon.isFinite && epsilon >= 0, "\(epsilon) is not a bound from \(family) at \(level)")
    self.init(
      family: family, epsilon: epsilon, delta: level.delta, confidence: level.confidence,
      outcome: outcome, hypotheses: hypotheses, groupSize: 1)
  }

  private init(
    family: Family, epsilon: Double, delta: Double, confidence: Double, outcome: Outcome,
    hypotheses: Int, groupSize: Int
  ) {
    self.family = family
    self.epsilon = epsilon
    self.delta = delta
    self.confidence = confidence
    trials = outcome.trials
    guesses = outcome.guesses
    correct = outcome.correct
    self.hypotheses = hypotheses
    self.groupSize = groupSize
  }

  /// The same bound read as one for groups, because every canary was inserted so many times.
  ///
  /// - Parameter size: The number of copies of each canary, 1 or more.
  /// - Returns: The bound with that `groupSize`.
  /// - Throws: `PrivacyBoundsError` when the size is below 1.
  package func forGroups(of size: Int) throws(PrivacyBoundsError) -> EpsilonBound {
    guard size >= 1 else {
      throw PrivacyBoundsError("a group of \(size) records has no epsilon; give 1 or more copies")
    }
    return EpsilonBound(
      family: family, epsilon: epsilon, delta: delta, confidence: confidence,
      outcome: Outcome(trials: trials, guesses: guesses, correct: correct),
      hypotheses: hypotheses, groupSize: size)
  }

  /// The same bound as one of several, each of which got its share of the significance.
  ///
  /// - Parameters:
  ///   - hypotheses: The number of attacks tried.
  ///   - level: The level of all of them together.
  /// - Returns: The bound at that level, corrected for as many more choices.
  func oneOf(_ hypotheses: Int, level: AuditLevel) -> EpsilonBound {
    EpsilonBound(
      family: family, epsilon: epsilon, delta: delta, confidence: level.confidence,
      outcome: Outcome(trials: trials, guesses: guesses, correct: correct),
      hypotheses: self.hypotheses * hypotheses, groupSize: groupSize)
  }
}
