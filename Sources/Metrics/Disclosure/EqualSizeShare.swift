import Foundation
import NearestNeighbors
package import Statistics

/// The share of synthetic records nearer to a member than to the hold-out when both sides are brought to one size by resampling.
///
/// The larger side is thinned to the size of the smaller one, without replacement; a record as near to both counts half. The
/// share is the mean over all such resamples, worked out rather than drawn: down the list of a record's nearest real ones, each of
/// the smaller side is there and each of the larger side with the chance that it was drawn. Without a leak it is 0.5 whatever the
/// sizes. Higher is more disclosing.
package struct EqualSizeShare: Equatable, Sendable {
  /// The share, from 0 to 1.
  package let share: Double
  /// The middle 95 % of the share over shuffled memberships.
  package let nullInterval: Interval
  /// The chance of a share at least as high under shuffled memberships, the observed one included; one-sided.
  package let pValue: Double
  /// The records of each side after resampling.
  package let size: Int
  /// The part of the share that the real records looked at left open; it counts half.
  package let undecided: Double

  /// The most real records of a side that are looked at for each synthetic one, those as near as the nearest apart.
  private static let mostNeighbors = 32

  /// Measures.
  ///
  /// - Parameters:
  ///   - neighbors: The nearest real records of each released one.
  ///   - permutations: How memberships are shuffled; its width is the number of threads.
  package init(_ neighbors: ReleaseNeighbors, permutations: Replicates) async {
    let (members, holdOut) = (neighbors.counts.members, neighbors.counts.holdOut)
    let (smaller, real) = (min(members, holdOut), members + holdOut)
    var lists = OrderedNeighbors(neighbors.nearest)
    lists.add(neighbors.toMembers, from: 0, isWhole: neighbors.toMembers.k == members)
    lists.add(neighbors.toHoldOut, from: members, isWhole: neighbors.toHoldOut.k == holdOut)
    let walk = ThinnedWalk(lists, memberCount: members, realCount: real)
    let membership = (0..<real).map { UInt32($0 < members ? 1 : 0) }
    let observed = walk.share(membership)
    let drawn = await permutations.blocks { size, generator in
      var shuffled = membership
      return (0..<size).map { _ in
        generator.shuffle(&shuffled)
        return walk.share(shuffled).value
      }
    }.flatMap(\.self).sorted()
    share = observed.value
    undecided = observed.undecided
    size = smaller
    nullInterval = Interval(
      low: quantile(drawn, at: 0.025), high: quantile(drawn, at: 0.975), level: 0.95,
      method: "shuffled memberships")
    // Sums of the same numbers in another order may differ in the last places.
    pValue = Double(1 + drawn.count { $0 >= observed.value - 1e-12 }) / Double(1 + drawn.count)
  }

  /// As many neighbours as leave one record in a thousand open: each ends the list with chance 2 x smaller / all.
  static func neighborCount(smaller: Int, of count: Int) -> Int {
    let open = 1 - 2 * Double(smaller) / Double(count)
    let wanted = open > 0 ? (log(1e-3) / log(open)).rounded(.up) : 1
    // One more tells whether others are as near as the last.
    return Int(min(wanted, Double(mostNeighbors))) + 1
  }
}
