internal import Foundation
internal import Statistics

/// The posterior of the two error rates under Jeffreys' priors, and what it says about privacy.
///
/// FNR ~ Beta(½ + FN, ½ + TP) and FPR ~ Beta(½ + FP, ½ + TN), independent (Zanella-Béguelin et al.
/// 2023, "Bayesian Estimation of Differential Privacy").
package struct JointBetaPosterior: Sendable {
  private let counts: TrialCounts
  private let falseNegative: Beta
  private let falsePositive: Beta
  private let trueNegative: Beta
  /// The logarithm of the factor of the density of the angle.
  private let logFactor: Double
  /// The angles outside of which the false negative rate has a mass of 2e-13.
  private let support: ClosedRange<Double>
  /// The false positive rates and the true negative rates without tails of 1e-14.
  private let alarms: ClosedRange<Double>
  private let passes: ClosedRange<Double>

  /// Creates the posterior of the outcome at one threshold.
  ///
  /// - Parameter counts: The outcome, every trial being its own model.
  package init(_ counts: TrialCounts) {
    self.counts = counts
    let (a, b) = (Double(counts.falseNegatives) + 0.5, Double(counts.truePositives) + 0.5)
    let (c, d) = (Double(counts.falsePositives) + 0.5, Double(counts.trueNegatives) + 0.5)
    falseNegative = Beta(a: a, b: b)
    falsePositive = Beta(a: c, b: d)
    trueNegative = Beta(a: d, b: c)
    alarms = Self.core(falsePositive)
    passes = Self.core(trueNegative)
    logFactor = log(2) + logGamma(a + b) - logGamma(a) - logGamma(b)
    let low = asin(falseNegative.quantile(1e-13).squareRoot())
    let high = acos(Beta(a: b, b: a).quantile(1e-13).squareRoot())
    support = min(low, high)...max(low, high)
  }

  /// The posterior probability that the rates contradict (ε, δ)-differential privacy.
  ///
  /// Private are the x = FNR and y = FPR with y from max{0, 1-δ-xe^ε, (1-δ-x)e^-ε} to the mirror
  /// image of that, 1 less its value at 1-x. The rate is integrated as x = sin²θ, in which the
  /// density 2 sin^2FN θ cos^2TP θ / B is smooth whatever the counts; the panels end at the corners
  /// of the region.
  ///
  /// - Parameters:
  ///   - epsilon: In nats, from 0 to 700.
  ///   - delta: From 0 up to but not including 1.
  ///   - tolerance: The absolute error allowed to each panel; the true one is far smaller.
  /// - Returns: From 0 to 1, decreasing in ε.
  package func violation(
    epsilon: Double, delta: Double, tolerance: Double = 1e-11
  ) -> Double {
    precondition(epsilon >= 0 && epsilon <= 700, "\(epsilon) is not an epsilon from 0 to 700")
    let corner = (1 - delta) / (1 + exp(epsilon))
    let corners = [delta, corner, 1 - corner, 1 - delta].map { asin($0.squareRoot()) }
    let middle = asin(falseNegative.quantile(0.5).squareRoot())
    let ends = (corners + [middle, support.lowerBound, support.upperBound])
      .filter(support.contains).sorted()
    let total = zip(ends, ends.dropFirst()).reduce(0.0) { sum, panel in
      sum
        + integral(from: panel.0, to: panel.1, tolerance: tolerance) { angle in
          density(angle) * outside(angle, growth: exp(epsilon), delta: delta)
        }
    }
    return min(max(total, 0), 1)
  }

  private static func core(_ beta: Beta) -> ClosedRange<Double> {
    let low = beta.quantile(1e-14)
    return low...max(low, beta.quantile(upperTail: 1e-14))
  }

  private func density(_ angle: Double) -> Double {
    var logarithm = logFactor
    if counts.falseNegatives > 0 {
      logarithm += 2 * Double(counts.falseNegatives) * log(sin(angle))
    }
    if counts.truePositives > 0 {
      logarithm += 2 * Double(counts.truePositives) * log(cos(angle))
    }
    return exp(logarithm)
  }

  /// The probability of a false positive rate below or above the private ones.
  private func outside(_ angle: Double, growth: Double, delta: Double) -> Double {
    let (miss, hit) = (sin(angle) * sin(angle), cos(angle) * cos(angle))
    return mass(of: falsePositive, in: alarms, below: Self.least(miss, growth, delta))
      + mass(of: trueNegative, in: passes, below: Self.least(hit, growth, delta))
  }

  /// The distribution function, which is not evaluated where it is 0 or 1 to 14 digits.
  private func mass(of beta: Beta, in core: ClosedRange<Double>, below rate: Double) -> Double {
    if rate <= core.lowerBound { return 0 }
    return rate >= core.upperBound ? 1 : beta.cumulative(rate)
  }

  private static func least(_ rate: Double, _ growth: Double, _ delta: Double) -> Double {
    max(0, 1 - delta - rate * growth, (1 - delta - rate) / growth)
  }
}
