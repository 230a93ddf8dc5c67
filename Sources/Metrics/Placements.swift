package import Auditing
import Statistics

/// Each record's share of wins against the other side, the structural components of the area under the curve.
package struct Placements {
  /// For each member, the share of non-members below it, ties by half.
  package let members: [Double]
  /// For each non-member, the share of members above it, ties by half.
  package let nonMembers: [Double]
  /// The area under the curve, the mean of either.
  package let auc: Double
  /// The sum of t^3 - t over groups of t tied scores.
  package let tieSum: Double

  /// Computes the placements from midranks (Sun and Xu 2014).
  ///
  /// - Complexity: O(n log n).
  package init(_ scores: Scores) {
    let (members, nonMembers) = (scores.members, scores.nonMembers)
    precondition(!members.isEmpty && !nonMembers.isEmpty, "one side has no record")
    let (m, n) = (Double(members.count), Double(nonMembers.count))
    let pooled = midranks(members + nonMembers)
    let memberRanks = midranks(members).ranks
    let nonMemberRanks = midranks(nonMembers).ranks
    let wins = memberRanks.indices.map { pooled.ranks[$0] - memberRanks[$0] }
    self.members = wins.map { $0 / n }
    self.nonMembers = nonMemberRanks.indices.map {
      1 - (pooled.ranks[members.count + $0] - nonMemberRanks[$0]) / m
    }
    // Counts of whole and half wins add up exactly, so the order of the records cannot change the area.
    auc = wins.reduce(0, +) / (m * n)
    tieSum = pooled.tieSum
  }
}

/// The sample variance about a known mean.
func spread(_ values: [Double], _ mean: Double) -> Double {
  values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
}

/// Ranks from 1, tied values sharing their mean rank, and the sum of t^3 - t over tie groups of size t.
private func midranks(_ values: [Double]) -> (ranks: [Double], tieSum: Double) {
  let order = ascendingOrder(of: values)
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
