package import Auditing

/// The area under the curve as the Mann-Whitney statistic, with its two variances.
///
/// The area is P(member > non-member) + P(tie) / 2. DeLong's variance estimates that of the area whatever its
/// value (DeLong et al. 1988, computed from midranks after Sun and Xu 2014); the null variance holds where
/// membership is independent of the scores, and takes ties into account.
package struct RankSum: Equatable, Sendable {
  /// The area under the curve, from 0 to 1.
  package let auc: Double
  /// DeLong's variance; nil where a side has fewer than two records.
  package let delongVariance: Double?
  /// The variance of the area under exchangeable membership.
  package let nullVariance: Double

  /// Computes the statistic.
  ///
  /// - Parameter scores: At least one member and one non-member.
  /// - Complexity: O(n log n).
  package init(_ scores: Scores) {
    let (members, nonMembers) = (scores.members, scores.nonMembers)
    precondition(!members.isEmpty && !nonMembers.isEmpty, "one side has no record")
    let (m, n) = (Double(members.count), Double(nonMembers.count))
    let pooled = midranks(members + nonMembers)
    let memberRanks = midranks(members).ranks
    let nonMemberRanks = midranks(nonMembers).ranks
    let wins = memberRanks.indices.map { pooled.ranks[$0] - memberRanks[$0] }
    let memberPlaces = wins.map { $0 / n }
    let nonMemberPlaces = nonMemberRanks.indices.map {
      1 - (pooled.ranks[members.count + $0] - nonMemberRanks[$0]) / m
    }
    // Counts of whole and half wins add up exactly, so the order of the records cannot change the area.
    auc = wins.reduce(0, +) / (m * n)
    let both = min(members.count, nonMembers.count)
    delongVariance =
      both < 2 ? nil : spread(memberPlaces, auc) / m + spread(nonMemberPlaces, auc) / n
    let total = m + n
    let ties = total < 2 ? 0 : pooled.tieSum / (total * (total - 1))
    nullVariance = max(0, total + 1 - ties) / (12 * m * n)
  }
}

/// The sample variance about a known mean.
private func spread(_ values: [Double], _ mean: Double) -> Double {
  values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
}

/// Ranks from 1, tied values sharing their mean rank, and the sum of t^3 - t over tie groups of size t.
private func midranks(_ values: [Double]) -> (ranks: [Double], tieSum: Double) {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = Array(repeating: 0.0, count: values.count)
  var tieSum = 0.0
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
    let size = Double(end - start)
    tieSum += size * size * size - size
    start = end
  }
  return (ranks, tieSum)
}
