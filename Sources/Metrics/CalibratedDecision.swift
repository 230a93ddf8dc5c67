package import Auditing
package import Settings
import Statistics

/// The decisions at a threshold that was fitted away from the evaluation data.
package struct CalibratedDecision: Metric {
  package static let declaration = Declaration(
    "balanced-accuracy", version: 1,
    "mean of the true positive and true negative rates at a threshold fitted on shadows; from 0 to 1, "
      + "chance is 0.5, higher is more leakage")

  private let level: Double

  package init(_ settings: inout Settings) throws {
    level = try settings.number("level", default: 0.95, in: 0.5...0.9999, "confidence level")
  }

  package func readings(of evidence: Evidence) throws -> [Reading] {
    guard case .attack(let scores, let threshold) = evidence else { return [] }
    let (members, nonMembers) = (scores.members, scores.nonMembers)
    let total = members.count + nonMembers.count
    guard let threshold else {
      return [
        Reading(
          Self.name, value: nil, count: total, status: .notCalibrated,
          convention: "no shadow to fit a threshold on")
      ]
    }
    guard !members.isEmpty && !nonMembers.isEmpty else {
      return [
        Reading(
          Self.name, value: nil, count: total, status: .notApplicable,
          convention: "needs members and non-members")
      ]
    }
    let truePositives = members.count { $0 >= threshold.value }
    let falsePositives = nonMembers.count { $0 >= threshold.value }
    let convention = "score >= \(threshold.value), \(threshold.origin)"
    let found = proportion(
      "tpr@calibrated", truePositives, of: members.count, level: level, convention)
    let accused = proportion(
      "fpr@calibrated", falsePositives, of: nonMembers.count, level: level, convention)
    return [balanced(found, accused, total, convention), found, accused]
  }

  private func balanced(
    _ found: Reading, _ accused: Reading, _ total: Int, _ convention: String
  ) -> Reading {
    guard let tpr = found.value, let fpr = accused.value, let members = found.interval,
      let nonMembers = accused.interval
    else { preconditionFailure("a proportion without a value") }
    let value = (tpr + 1 - fpr) / 2
    let down = ((tpr - members.low).squared + (nonMembers.high - fpr).squared).squareRoot() / 2
    let up = ((members.high - tpr).squared + (fpr - nonMembers.low).squared).squareRoot() / 2
    return Reading(
      Self.name, value: value,
      interval: Interval(
        low: max(0, value - down), high: min(1, value + up), level: level,
        method: "MOVER of Clopper-Pearson"),
      count: total, convention: "\(convention); interval: MOVER of Clopper-Pearson")
  }
}

/// A share with Clopper-Pearson's interval, which is valid since nothing was fitted on the records counted.
func proportion(
  _ name: String, _ successes: Int, of trials: Int, level: Double, _ convention: String
) -> Reading {
  Reading(
    name, value: Double(successes) / Double(trials),
    interval: clopperPearson(successes: successes, trials: trials, level: level), count: trials,
    convention: "\(convention); interval: Clopper-Pearson")
}
