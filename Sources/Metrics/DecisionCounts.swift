import Auditing
import Statistics

/// How many members and non-members a threshold that was fitted elsewhere calls members.
struct DecisionCounts {
  /// Why there are no counts.
  enum Absence: Error {
    case notCalibrated
    case oneSided

    /// The reading that says so.
    func reading(_ metric: String, _ count: Int) -> Reading {
      switch self {
      case .notCalibrated:
        Reading(
          metric, value: nil, count: count, status: .notCalibrated,
          convention: "no shadow to fit a threshold on")
      case .oneSided:
        Reading(
          metric, value: nil, count: count, status: .notApplicable,
          convention: "needs members and non-members")
      }
    }
  }

  let members: Int
  let nonMembers: Int
  let found: Int
  let accused: Int
  /// The rule and where the threshold comes from.
  let convention: String

  /// Counts, unless there is no threshold or a side is empty.
  static func of(_ scores: Scores, at threshold: Threshold?) -> Result<DecisionCounts, Absence> {
    guard let threshold else { return .failure(.notCalibrated) }
    let (members, nonMembers) = (scores.members, scores.nonMembers)
    guard !members.isEmpty && !nonMembers.isEmpty else { return .failure(.oneSided) }
    return .success(
      DecisionCounts(
        members: members.count, nonMembers: nonMembers.count,
        found: members.count { $0 >= threshold.value },
        accused: nonMembers.count { $0 >= threshold.value },
        convention: "score >= \(threshold.value), \(threshold.origin)"))
  }

  var total: Int { members + nonMembers }
  var tpr: Double { Double(found) / Double(members) }
  var fpr: Double { Double(accused) / Double(nonMembers) }

  /// Clopper-Pearson's intervals of both rates.
  func intervals(level: Double) -> (tpr: Interval, fpr: Interval) {
    (
      clopperPearson(successes: found, trials: members, level: level),
      clopperPearson(successes: accused, trials: nonMembers, level: level)
    )
  }
}
