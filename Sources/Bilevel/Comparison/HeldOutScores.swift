import Foundation

/// What a model makes of records that it did not learn from, and what it gives away of those that it did.
package enum HeldOutScores {
  /// The names of the measures of one attribute.
  ///
  /// - Parameter attribute: The attribute.
  /// - Returns: Parity gap, impact ratio, opportunity gap, odds gap, and the largest parity gap of a client.
  package static func names(of attribute: String) -> [String] {
    ["parity", "impact", "opportunity", "odds", "client parity"].map { "\($0) \(attribute)" }
  }

  /// The measure that stands for the unfairness that a constraint bounds.
  ///
  /// - Parameter constraint: The constraint.
  /// - Returns: Its name; for ratios that of the gap between the same rates.
  package static func unfairness(of constraint: FairnessConstraint) -> String {
    switch constraint.measure {
    case .covariance, .demographicParity, .disparateImpact: "parity \(constraint.attribute)"
    case .equalOpportunity, .equalImpact: "opportunity \(constraint.attribute)"
    case .equalizedOdds: "odds \(constraint.attribute)"
    }
  }

  /// Judges a model.
  ///
  /// - Parameters:
  ///   - coefficients: The model.
  ///   - heldOut: Each client's held-out records; those without records are passed over.
  ///   - members: All records that were learnt from.
  ///   - constraints: The constraints.
  /// - Returns: The measures by name.
  package static func values(
    _ coefficients: [Double], heldOut: [LocalRecords], members: LocalRecords,
    constraints: [FairnessConstraint]
  ) -> [String: Double] {
    let all = LocalRecords.union(of: heldOut)
    var values: [String: Double] = [:]
    for (place, attribute) in all.attributes.enumerated() {
      let found = GroupJudgement(coefficients, on: all, attribute: place)
      let names = names(of: attribute.name)
      values[CollaborationTable.accuracy] = found.accuracy
      values[names[0]] = found.parityGap
      values[names[1]] = found.impactRatio
      values[names[2]] = found.opportunityGap
      values[names[3]] = found.oddsGap
      values[names[4]] = heldOut.filter { $0.count > 0 }.map {
        GroupJudgement(coefficients, on: $0, attribute: place).parityGap
      }.max()
    }
    values[CollaborationTable.excess] =
      (try? ConstraintCheck(coefficients, constraints, on: all))?.excess
    values["loss attack AUC"] = rankArea(
      losses(coefficients, members).map { -$0 }, losses(coefficients, all).map { -$0 })
    return values
  }

  private static func losses(_ coefficients: [Double], _ records: LocalRecords) -> [Double] {
    let scores = products(of: records.features, width: records.width, with: coefficients)
    return zip(scores, records.labels).map { logisticLoss($0, label: Double($1)).loss }
  }

  /// The chance that a member is nearer to the nearest point of a set than a non-member, ties one half.
  ///
  /// - Parameters:
  ///   - points: The released points.
  ///   - members: Records that the set was made from.
  ///   - nonMembers: Others.
  ///   - limit: The most records of either that are looked at, from the first.
  /// - Returns: From 0 to 1; chance is 0.5.
  package static func nearnessArea(
    _ points: PointSet, members: LocalRecords, nonMembers: LocalRecords, limit: Int
  ) -> Double {
    func nearness(_ records: LocalRecords) -> [Double] {
      (0..<min(limit, records.count)).map { record in
        var least = Double.infinity
        for point in 0..<points.count {
          var square = 0.0
          for column in 0..<records.width {
            let difference =
              records.features[record * records.width + column]
              - points.features[point * points.width + column]
            square += difference * difference
          }
          least = min(least, square)
        }
        return -least
      }
    }
    return rankArea(nearness(members), nearness(nonMembers))
  }
}

/// The chance that a number of the first kind is above one of the second, ties one half.
func rankArea(_ first: [Double], _ second: [Double]) -> Double {
  guard !first.isEmpty, !second.isEmpty else { return 0.5 }
  let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
  var (rankSum, start) = (0.0, 0)
  while start < all.count {
    var end = start
    while end < all.count, all[end].0 == all[start].0 { end += 1 }
    // Ranks from 1; equal numbers share their mean rank.
    let rank = Double(start + end + 1) / 2
    for place in start..<end where all[place].1 { rankSum += rank }
    start = end
  }
  let count = Double(first.count)
  return (rankSum - count * (count + 1) / 2) / (count * Double(second.count))
}
