internal import Foundation

/// A Bayesian credible interval of ε from the posterior of the two error rates.
///
/// The ends are where the posterior probability of (ε, δ)-privacy is α/2 and 1 - α/2
/// (Zanella-Béguelin et al. 2023). It is credible, not a confidence interval: in the corners of the
/// rates it can cover less often than it says, and it proves no violation of privacy. Every trial
/// must be its own model, and the threshold must have been fixed beforehand.
package struct JointBetaEpsilon: Sendable, Equatable {
  /// The lower end in nats, 0 when privacy with ε = 0 has a probability above α/2.
  package let low: Double
  /// The upper end in nats.
  package let high: Double
  private let level: AuditLevel
  private let outcome: EpsilonBound.Outcome

  /// Computes the interval of the outcome at one threshold fixed beforehand.
  ///
  /// - Parameters:
  ///   - counts: The outcome at the threshold.
  ///   - level: The δ and the significance, which is that of both ends together.
  /// - Throws: `PrivacyBoundsError` when the significance is below 1e-6, which the quadrature
  ///   could not tell from its error.
  package init(_ counts: TrialCounts, level: AuditLevel) throws(PrivacyBoundsError) {
    guard level.significance >= 1e-6 else {
      throw PrivacyBoundsError(
        "the joint beta interval has no digits at significance \(level.significance); "
          + "give 1e-6 or more")
    }
    let posterior = JointBetaPosterior(counts)
    let tolerance = min(1e-8, 1e-5 * level.significance)
    func end(violation mass: Double) -> Double {
      // The logit is nearly a line in ε, where the mass itself is flat at both ends.
      crossing(from: 0, to: 1, limit: 700) { epsilon in
        let found = posterior.violation(
          epsilon: epsilon, delta: level.delta, tolerance: tolerance)
        return Self.logit(found) - Self.logit(mass)
      }
    }
    low = end(violation: 1 - level.significance / 2)
    high = max(low, end(violation: level.significance / 2))
    self.level = level
    outcome = counts.outcome
  }

  private static func logit(_ mass: Double) -> Double {
    let inside = min(max(mass, 1e-12), 1 - 1e-12)
    return log(inside) - log(1 - inside)
  }

  /// The lower end as a bound; its level is the credibility of the whole interval.
  package var bound: EpsilonBound {
    EpsilonBound(.jointBeta, epsilon: low, level: level, outcome: outcome)
  }
}
