package import Auditing
import Foundation
package import Settings
import Statistics

/// The members whose score exceeds that of every non-member, with what that says of the false positive rate.
///
/// The threshold is the highest of n non-members, so its true false positive rate exceeds x with
/// probability (1 - x)^n at most, whatever the distribution: an upper bound of 1 - (1 - level)^(1/n).
package struct MembersAboveAllNonMembers: Metric {
  package static let declaration = Declaration(
    "tpr@fpr=0", version: 1,
    "share of members above every non-member, with the upper bound on the true false positive rate; "
      + "from 0 to 1, higher is more leakage")

  private let level: Double

  package init(_ settings: inout Settings) throws {
    level = try settings.number(
      "level", default: 0.95, in: 0.5...0.9999, "confidence of the one-sided bound")
  }

  package func readings(of evidence: Evidence) throws -> [Reading] {
    guard case .attack(let scores, _) = evidence else { return [] }
    let curve = ROC(scores)
    let (members, nonMembers) = (curve.memberCount, curve.nonMemberCount)
    guard members > 0 && nonMembers > 0 else {
      return [
        Reading(
          Self.name, value: nil, count: members + nonMembers, status: .notApplicable,
          convention: "needs members and non-members")
      ]
    }
    let found = curve.vertex(falsePositivesAtMost: 0)
    let bound = 1 - pow(1 - level, 1 / Double(nonMembers))
    return [
      Reading(
        Self.name, value: curve.truePositiveRate(found), count: members + nonMembers,
        convention: "\(found.truePositives) of \(members) members above every non-member"),
      Reading(
        "fpr@fpr=0", value: 0,
        interval: Interval(low: 0, high: bound, level: level, method: "order statistic"),
        count: nonMembers,
        convention:
          "true false positive rate at the highest of \(nonMembers) non-members, one-sided bound"),
    ]
  }
}
