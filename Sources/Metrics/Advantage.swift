package import Auditing
package import Settings
import Statistics

/// The true positive rate less the false positive rate at a threshold fitted away from the evaluation data.
///
/// Yeom et al. 2018, definition 4. The interval combines the distances of Clopper-Pearson's ends as for
/// independent errors (the method of variance estimates recovery, Zou and Donner 2008).
package struct Advantage: Metric {
  package static let declaration = Declaration(
    "advantage", version: 1,
    "true less false positive rate at a threshold fitted on shadows; from -1 to 1, chance is 0, higher is "
      + "more leakage, below 0 the attack's sign is wrong")

  private let level: Double

  package init(_ settings: inout Settings) throws {
    level = try settings.number("level", default: 0.95, in: 0.5...0.9999, "confidence level")
  }

  package func readings(of evidence: Evidence) throws -> [Reading] {
    guard case .attack(let scores, let threshold) = evidence else { return [] }
    switch DecisionCounts.of(scores, at: threshold) {
    case .failure(let reason): return [reason.reading(Self.name, scores.values.count)]
    case .success(let counts): return [reading(counts)]
    }
  }

  private func reading(_ counts: DecisionCounts) -> Reading {
    let (tpr, fpr) = counts.intervals(level: level)
    let value = counts.tpr - counts.fpr
    let down = ((counts.tpr - tpr.low).squared + (fpr.high - counts.fpr).squared).squareRoot()
    let up = ((tpr.high - counts.tpr).squared + (counts.fpr - fpr.low).squared).squareRoot()
    return Reading(
      Self.name, value: value,
      interval: Interval(
        low: max(-1, value - down), high: min(1, value + up), level: level,
        method: "MOVER of Clopper-Pearson"),
      count: counts.total,
      convention: "\(counts.convention); interval: MOVER of Clopper-Pearson")
  }
}
