internal import CBoostMath

/// The distribution of the number of successes in independent trials of one probability.
package struct Binomial: Sendable, Equatable {
  /// The number of trials, 0 or more.
  package let trials: Int
  /// The probability of success in one trial, from 0 to 1.
  package let probability: Double

  /// Creates the distribution for a number of trials and a probability from 0 to 1.
  package init(trials: Int, probability: Double) {
    precondition(
      trials >= 0 && probability >= 0 && probability <= 1,
      "no binomial distribution has \(trials) trials of probability \(probability)")
    self.trials = trials
    self.probability = probability
  }

  /// The probability of at most so many successes.
  package func cumulative(_ successes: Int) -> Double {
    if successes < 0 { return 0 }
    if successes >= trials { return 1 }
    return cboost_binomial_cumulative(Double(trials), probability, Double(successes))
  }

  /// The probability of so many successes or more: the p-value of the one-sided exact test.
  package func upperTail(atLeast successes: Int) -> Double {
    if successes <= 0 { return 1 }
    if successes > trials { return 0 }
    return cboost_binomial_upper_tail(Double(trials), probability, Double(successes - 1))
  }
}
