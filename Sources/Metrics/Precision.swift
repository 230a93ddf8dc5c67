package import Auditing
package import Settings
import Statistics

/// The share of members among the records called members, were members as rare as a given prior.
///
/// PPV = pi TPR / (pi TPR + (1 - pi) FPR). The interval takes the worst and the best of Clopper-Pearson's ends of
/// both rates at half the error each, so that it covers at its level at least.
package struct Precision: Metric {
  package static let declaration = Declaration(
    "precision", version: 1,
    "share of members among the accused at a threshold fitted on shadows, for given shares of members in the "
      + "world; from 0 to 1, chance is the prior, higher is more leakage")

  private let priors: [Double]
  private let level: Double

  package init(_ settings: inout Settings) throws {
    priors = try settings.numbers(
      "priors", default: [0.01, 0.1, 0.5], in: 1e-9...0.999_999_999, count: 1...20,
      "shares of members among the records that could be accused, as fractions")
    level = try settings.number("level", default: 0.95, in: 0.5...0.9999, "confidence level")
  }

  package func readings(of evidence: Evidence) throws -> [Reading] {
    guard case .attack(let scores, let threshold) = evidence else { return [] }
    let decisions: DecisionCounts
    switch DecisionCounts.of(scores, at: threshold) {
    case .success(let counts): decisions = counts
    case .failure(let reason): return [reason.reading(Self.name, scores.values.count)]
    }
    return priors.map { reading(decisions, prior: $0) }
  }

  private func reading(_ counts: DecisionCounts, prior: Double) -> Reading {
    let name = "precision@prior=\(prior)"
    guard let value = precision(counts.tpr, counts.fpr, prior) else {
      return Reading(
        name, value: nil, count: counts.total, status: .notApplicable,
        convention: "\(counts.convention) calls no record a member")
    }
    let half = (1 + level) / 2
    let (tpr, fpr) = counts.intervals(level: half)
    let interval = Interval(
      low: precision(tpr.low, fpr.high, prior) ?? 0,
      high: precision(tpr.high, fpr.low, prior) ?? 1, level: level,
      method: "union bound of Clopper-Pearson")
    return Reading(
      name, value: value, interval: interval, count: counts.total,
      convention: "\(counts.convention); interval: \(interval.method)")
  }
}

/// The precision of two rates at a prior; nil where nothing is accused.
package func precision(_ tpr: Double, _ fpr: Double, _ prior: Double) -> Double? {
  let accused = prior * tpr + (1 - prior) * fpr
  return accused > 0 ? prior * tpr / accused : nil
}
