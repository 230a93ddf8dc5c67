internal import Foundation
internal import Statistics

/// The bound on ε from the guesses about many canaries of one model.
///
/// Steinke, Nasr and Jagielski 2023, theorem 5.2. Each of m canaries is included by
/// its own fair coin; the attacker guesses r of the coins, v of them right. If the mechanism is
/// (ε, δ)-private, P[V ≥ v] ≤ β + 2mδα with W ~ Bin(r, e^ε/(1+e^ε)), β = P[W ≥ v] and
/// α = max over i of P[v > W ≥ v-i] / i. The bound is the largest ε whose p-value is below the
/// significance. It holds where it is found even if the p-value should not rise with ε: a mechanism
/// private at a smaller ε is so at a larger one.
///
/// The r guesses must be planned before the model is seen when δ > 0. Guesses planned but not made
/// count as wrong then, and not at all at δ = 0, where the theorem holds for every answer of the
/// model by itself. Perfect guesses cannot show more than about ln(r/3) at a significance of 0.05.
package enum OneRunEpsilon {
  /// The share of the error probability for the term of δ when the model chose how many to guess.
  ///
  /// Given the model's answer, V is dominated by W + F; only over all answers is the mean of F at
  /// most 2mδ. When r, and so β and α, vary with the answer, E[β + Fα] is at most the significance
  /// if β and 2mδα each keep to a fixed share of it.
  private static let shareOfDelta = 0.1

  /// The probability of so many right guesses or more, at most, were the mechanism (ε, δ)-private.
  ///
  /// - Parameters:
  ///   - counts: The outcome of the run.
  ///   - epsilon: The ε of the hypothesis in nats, 0 or more and finite.
  ///   - delta: The δ of the hypothesis, from 0 up to but not including 1.
  /// - Returns: A p-value, from 0 to 1.
  /// - Complexity: O(the number of right guesses).
  package static func pValue(_ counts: GuessCounts, epsilon: Double, delta: Double) -> Double {
    precondition(epsilon >= 0 && epsilon.isFinite, "\(epsilon) is not an epsilon of 0 or more")
    precondition(delta >= 0 && delta < 1, "\(delta) is not a delta from 0 to below 1")
    let guesses = delta == 0 ? counts.made : counts.guesses
    guard counts.correct > 0 else { return 1 }
    // Wrong guesses are counted instead of right ones, as their probability keeps its digits.
    let wrong = Binomial(trials: guesses, probability: 1 / (1 + exp(epsilon)))
    let beta = wrong.cumulative(guesses - counts.correct)
    guard delta > 0 else { return beta }
    let alpha = steepestMass(below: counts.correct, of: guesses, epsilon: epsilon)
    let excess = 2 * Double(counts.canaries) * delta * alpha
    switch counts.plan {
    case .fixedBeforehand: return min(1, beta + excess)
    case .chosenFromModel:
      return min(1, max(beta / (1 - shareOfDelta), excess / shareOfDelta))
    }
  }

  /// Bounds ε from the outcome of one run.
  ///
  /// - Parameters:
  ///   - counts: The outcome of the run.
  ///   - level: The δ and the significance.
  /// - Returns: The bound in nats, 0 when even ε = 0 is not contradicted.
  /// - Throws: `PrivacyBoundsError` when no guess was planned.
  package static func bound(
    _ counts: GuessCounts, level: AuditLevel
  ) throws(PrivacyBoundsError) -> EpsilonBound {
    try requireGuesses(counts)
    return EpsilonBound(
      .oneRun, epsilon: epsilon(counts, level), level: level, outcome: counts.outcome)
  }

  static func epsilon(_ counts: GuessCounts, _ level: AuditLevel) -> Double {
    let pure = pureEpsilon(counts, level.significance)
    guard level.delta > 0, pure > 0 else { return pure }
    func isContradicted(_ epsilon: Double) -> Bool {
      pValue(counts, epsilon: epsilon, delta: level.delta) < level.significance
    }
    // A larger δ contradicts less, so that the bound without it is an upper end.
    guard isContradicted(0) else { return 0 }
    return bisect(from: 0, to: pure, tolerance: 1e-12, where: isContradicted)
  }

  /// The bound at δ = 0: the logit of the exact lower bound on the share of right guesses.
  private static func pureEpsilon(_ counts: GuessCounts, _ significance: Double) -> Double {
    guard counts.correct > 0 else { return 0 }
    let (right, wrong) = (Double(counts.correct), Double(counts.made - counts.correct))
    let least = Beta(a: right, b: wrong + 1).quantile(significance)
    let rest = Beta(a: wrong + 1, b: right).quantile(upperTail: significance)
    return least > rest ? log(least) - log(rest) : 0
  }

  /// The greatest of P[v > W ≥ v-i] / i over i from 1 to v, W being Bin(r, e^ε/(1+e^ε)).
  ///
  /// It is a mean of i neighbouring probabilities. As these rise to one mode and then fall, the
  /// first fall of the mean is for good.
  private static func steepestMass(below correct: Int, of guesses: Int, epsilon: Double) -> Double {
    let (count, first) = (Double(guesses), Double(guesses - correct + 1))
    let logOdds = log1p(exp(-epsilon))
    var logScale =
      logGamma(count + 1) - logGamma(first + 1) - logGamma(count - first + 1)
      - first * epsilon - count * logOdds
    var (term, sum, best) = (1.0, 1.0, 1.0)
    let shrink = exp(-epsilon)
    for size in 1..<max(correct, 1) {
      let wrong = first + Double(size - 1)
      term *= (count - wrong) / (wrong + 1) * shrink
      sum += term
      let mean = sum / Double(size + 1)
      if mean < best { break }
      best = mean
      if sum > 1e200 {
        (term, sum, best) = (term * 1e-200, sum * 1e-200, best * 1e-200)
        logScale += 200 * log(10)
      }
    }
    return min(1, exp(logScale + log(best)))
  }
}

/// Refuses an outcome without a guess planned.
func requireGuesses(_ counts: GuessCounts) throws(PrivacyBoundsError) {
  guard counts.guesses >= 1 else {
    throw PrivacyBoundsError(
      "no guess about \(counts.canaries) canaries was planned; guess at least 1")
  }
}
