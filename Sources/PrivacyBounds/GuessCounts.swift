/// How the guesses of an attacker about the canaries of one model came out.
///
/// Every canary was put into the training set, or left out, by its own fair coin. The attacker saw
/// the model and guessed the coins of some canaries and abstained on the others.
package struct GuessCounts: Sendable, Equatable {
  /// What decided how many guesses were planned.
  package enum Plan: Sendable, Equatable {
    /// The number was fixed before the model was seen.
    case fixedBeforehand
    /// The number was read from the model's answers, as when a threshold decides who is guessed.
    case chosenFromModel
  }

  /// The number of canaries, 1 or more.
  package let canaries: Int
  /// The number of guesses planned, at most the number of canaries.
  package let guesses: Int
  /// The number of guesses that were right.
  package let correct: Int
  /// The number of planned guesses not made, for example at a tie.
  package let abstentions: Int
  /// What decided the number of guesses planned.
  package let plan: Plan

  /// Creates the counts of one run.
  ///
  /// - Parameters:
  ///   - canaries: The number of canaries, each included by its own fair coin.
  ///   - guesses: The number of guesses planned.
  ///   - correct: The number of guesses that were right.
  ///   - abstentions: The number of planned guesses not made.
  ///   - plan: What decided the number of guesses planned.
  /// - Throws: `PrivacyBoundsError` when there is no canary, a count is negative, or there are
  ///   more guesses than canaries or more right and abandoned guesses than guesses.
  package init(
    canaries: Int, guesses: Int, correct: Int, abstentions: Int = 0, plan: Plan = .fixedBeforehand
  ) throws(PrivacyBoundsError) {
    guard canaries >= 1 else {
      throw PrivacyBoundsError("\(canaries) canaries show nothing; give 1 or more")
    }
    guard guesses >= 0, correct >= 0, abstentions >= 0 else {
      throw PrivacyBoundsError(
        "\(guesses) guesses, \(correct) correct and \(abstentions) abstentions: "
          + "counts are 0 or more")
    }
    guard guesses <= canaries else {
      throw PrivacyBoundsError(
        "\(guesses) guesses about \(canaries) canaries; guess each canary at most once")
    }
    guard correct <= guesses - abstentions else {
      throw PrivacyBoundsError(
        "\(correct) of \(guesses) guesses cannot be correct with \(abstentions) abstentions; "
          + "count again")
    }
    self.canaries = canaries
    self.guesses = guesses
    self.correct = correct
    self.abstentions = abstentions
    self.plan = plan
  }

  /// Pools the runs of models that were trained independently, each on coins of its own.
  ///
  /// Together the models are one mechanism of all the coins, as private in each coin as the model that the coin decides
  /// about, so that what holds of one run holds of the pool.
  ///
  /// - Parameter runs: The runs, 1 or more, of one plan.
  /// - Throws: `PrivacyBoundsError` when there is no run.
  init(pooling runs: [GuessCounts]) throws(PrivacyBoundsError) {
    func sum(_ count: (GuessCounts) -> Int) -> Int { runs.reduce(0) { $0 + count($1) } }
    try self.init(
      canaries: sum(\.canaries), guesses: sum(\.guesses), correct: sum(\.correct),
      abstentions: sum(\.abstentions), plan: runs.first?.plan ?? .fixedBeforehand)
  }

  /// The number of guesses made.
  package var made: Int { guesses - abstentions }

  var outcome: EpsilonBound.Outcome {
    EpsilonBound.Outcome(trials: canaries, guesses: made, correct: correct)
  }
}
