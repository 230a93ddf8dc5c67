package import Auditing
import Foundation
package import Statistics

/// How often guesses were right; fractional where a guess was drawn from several and its expectation taken.
package struct GuessOutcome: Equatable, Sendable {
  /// The number of guesses.
  package let attempts: Int
  /// The guesses that were right, from 0 to `attempts`.
  package let successes: Double

  /// Creates an outcome.
  ///
  /// - Parameters:
  ///   - attempts: The number of guesses; at least one.
  ///   - successes: The guesses that were right.
  package init(attempts: Int, successes: Double) {
    precondition(
      attempts > 0 && successes >= 0 && successes <= Double(attempts),
      "\(successes) of \(attempts) guesses")
    self.attempts = attempts
    self.successes = successes
  }

  /// The middle and half the width of Wilson's interval (Wilson 1927) at a level of confidence.
  package func wilson(level: Double) -> (rate: Double, error: Double) {
    let z = Normal.standard.quantile((1 + level) / 2)
    let (trials, square) = (Double(attempts), z * z)
    let spread = (successes * (trials - successes) / trials + square / 4).squareRoot()
    return ((successes + square / 2) / (trials + square), z / (trials + square) * spread)
  }
}

/// What a release discloses beyond what the population does: one kind of guess on members, on a hold-out, and at random.
///
/// The residual risk is (r - c) / (1 - c) with the rates r on members and c on the hold-out, and its error propagated from theirs
/// (Giomi and others 2023, "A unified framework for quantifying privacy risk in synthetic data", eq. 2; rates are the middles of
/// Wilson's intervals). Higher is worse; 0 is what an attacker could do from the population alone.
package struct DisclosureRisk: Equatable, Sendable {
  /// Guesses from the release on members.
  package let main: GuessOutcome
  /// The same guesses on the hold-out.
  package let control: GuessOutcome
  /// Guesses without the release, on members.
  package let naive: GuessOutcome

  /// Creates a risk.
  ///
  /// - Parameters:
  ///   - main: Guesses from the release on members.
  ///   - control: The same guesses on the hold-out.
  ///   - naive: Guesses without the release, on members.
  package init(main: GuessOutcome, control: GuessOutcome, naive: GuessOutcome) {
    (self.main, self.control, self.naive) = (main, control, naive)
  }

  /// Whether the release helps the attacker at all; where not, the residual risk says nothing.
  package var isStrongerThanNaive: Bool {
    main.successes / Double(main.attempts) > naive.successes / Double(naive.attempts)
  }

  /// The residual risk with its interval, both cut to 0...1.
  ///
  /// - Parameter level: The level of confidence.
  /// - Returns: The risk from 0 to 1.
  package func residual(level: Double) -> (value: Double, interval: Interval) {
    let (attack, base) = (main.wilson(level: level), control.wilson(level: level))
    let rest = 1 - base.rate
    let value = (attack.rate - base.rate) / rest
    let error =
      (pow(attack.error / rest, 2) + pow(base.error * (attack.rate - 1) / (rest * rest), 2))
      .squareRoot()
    func cut(_ number: Double) -> Double { min(1, max(0, number)) }
    return (
      cut(value),
      Interval(
        low: cut(value - error), high: cut(value + error), level: level,
        method: "propagated from Wilson's intervals")
    )
  }

  /// The risk as a reading.
  ///
  /// - Parameters:
  ///   - metric: The metric's name.
  ///   - convention: What was guessed, and when a guess is right.
  /// - Returns: The residual risk; without a value where the release does not help the attacker.
  package func reading(_ metric: String, convention: String) -> Reading {
    func rate(_ outcome: GuessOutcome) -> String {
      String(format: "%.4f", outcome.successes / Double(outcome.attempts))
    }
    let rates =
      "\(convention); right on members \(rate(main)), on the hold-out \(rate(control)), "
      + "without the release \(rate(naive))"
    guard isStrongerThanNaive else {
      return Reading(
        metric, value: nil, count: main.attempts, status: .notResolvable,
        convention: rates + ": no better than without the release, so no risk is told from 0")
    }
    let (value, interval) = residual(level: 0.95)
    return Reading(
      metric, value: value, interval: interval, count: main.attempts, convention: rates)
  }
}
