package import Auditing
package import Settings
import Statistics

/// The area under the ROC curve, with DeLong's interval where that is valid.
package struct AreaUnderCurve: Metric {
  package static let declaration = Declaration(
    "auc", version: 1,
    "P(score of a member > score of a non-member) + P(tie) / 2; from 0 to 1, chance is 0.5, "
      + "higher is more leakage")

  /// The smallest side for which DeLong's normal approximation is used.
  static let smallestSide = 10

  private let level: Double

  package init(_ settings: inout Settings) throws {
    level = try settings.number("level", default: 0.95, in: 0.5...0.9999, "confidence level")
  }

  package func readings(of evidence: Evidence) throws -> [Reading] {
    guard case .attack(let scores, _) = evidence else { return [] }
    let name = Self.name
    let (members, nonMembers) = (scores.members.count, scores.nonMembers.count)
    guard members > 0 && nonMembers > 0 else {
      return [
        Reading(
          name, value: nil, count: scores.values.count, status: .notApplicable,
          convention: "needs members and non-members; found \(members) and \(nonMembers)")
      ]
    }
    let rankSum = RankSum(scores)
    let interval = Self.interval(rankSum, members: members, nonMembers: nonMembers, level: level)
    return [
      Reading(
        name, value: rankSum.auc, interval: interval, count: scores.values.count,
        convention: "ties count one half; interval: \(interval.method)")
    ]
  }

  /// DeLong's interval, or Newcombe's where DeLong's degenerates or a side is small.
  static func interval(
    _ rankSum: RankSum, members: Int, nonMembers: Int, level: Double
  ) -> Interval {
    let quantile = Normal.standard.quantile(0.5 + level / 2)
    guard let variance = rankSum.delongVariance, variance > 0,
      min(members, nonMembers) >= smallestSide
    else {
      return newcombe(
        auc: rankSum.auc, members: Double(members), nonMembers: Double(nonMembers), level: level)
    }
    let reach = quantile * variance.squareRoot()
    return Interval(
      low: max(0, rankSum.auc - reach), high: min(1, rankSum.auc + reach), level: level,
      method: "DeLong")
  }

  /// The areas that a score test with the Hanley-McNeil variance does not reject (Newcombe 2006, method 5).
  static func newcombe(
    auc: Double, members: Double, nonMembers: Double, level: Double
  ) -> Interval {
    let quantile = Normal.standard.quantile(0.5 + level / 2)
    let half = (members + nonMembers) / 2 - 1
    func excess(_ area: Double) -> Double {
      let variance =
        area * (1 - area) / (members * nonMembers)
        * (1 + half * (1 - area) / (2 - area) + half * area / (1 + area))
      return abs(area - auc) - quantile * variance.squareRoot()
    }
    return Interval(
      low: boundary(inside: auc, outside: 0, excess),
      high: boundary(inside: auc, outside: 1, excess),
      level: level, method: "Newcombe 2006 method 5")
  }

  /// The place between two areas where a test starts to reject, by bisection to 1e-12.
  private static func boundary(
    inside: Double, outside: Double, _ excess: (Double) -> Double
  ) -> Double {
    var (accepted, rejected) = (inside, outside)
    guard excess(rejected) > 0 else { return rejected }
    while abs(accepted - rejected) > 1e-12 {
      let middle = (accepted + rejected) / 2
      if excess(middle) > 0 { rejected = middle } else { accepted = middle }
    }
    return accepted
  }
}
