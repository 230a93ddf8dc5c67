import Foundation

/// What deletions from SISA are expected to cost, in closed form.
///
/// Deletions fall on shards and slices independently and uniformly, as the plan places records; n records, S shards, R slices, k
/// deletions at once.
package struct SISACost: Equatable, Sendable {
  private let plan: SISAPlan
  private let records: Double

  /// Prepares the cost for a number of records.
  package init(_ plan: SISAPlan, records: Int) {
    self.plan = plan
    self.records = Double(records)
  }

  /// The expected number of shards that some deletion touches: S (1 - (1 - 1/S)^k).
  ///
  /// - Parameter deletions: The number k of records deleted at once.
  /// - Returns: A number from 0 to S.
  package func touchedShards(deleting deletions: Int) -> Double {
    let shards = Double(plan.shards)
    return shards * (1 - pow(1 - 1 / shards, Double(deletions)))
  }

  /// The probability that some shard is touched by none of the deletions, at most S (1 - 1/S)^k.
  ///
  /// - Parameter deletions: The number k of records deleted at once.
  /// - Returns: The bound, cut to 1.
  package func chanceOfUntouchedShard(deleting deletions: Int) -> Double {
    let shards = Double(plan.shards)
    return min(1, shards * pow(1 - 1 / shards, Double(deletions)))
  }

  /// The expected number of records in the touched shards after the deletions: n (1 - (1 - 1/S)^k) - k.
  ///
  /// - Parameter deletions: The number k of records deleted at once.
  /// - Returns: A number from 0 to n - k.
  package func records(deleting deletions: Int) -> Double {
    max(0, records * touchedShards(deleting: deletions) / Double(plan.shards) - Double(deletions))
  }

  /// The expected passes over records with checkpoints, as a share of training everything anew.
  ///
  /// The first slice touched in a shard is r with probability (1 - (r-1)/SR)^k - (1 - r/SR)^k (slices from 1), and from there
  /// the slices r to R are trained on r, ..., R parts of R (R + 1) / 2.
  ///
  /// - Parameter deletions: The number k of records deleted at once.
  /// - Returns: A share from 0 to 1.
  package func shareOfPasses(deleting deletions: Int) -> Double {
    let (slices, cells) = (plan.slices, Double(plan.shards * plan.slices))
    let whole = Double(slices * (slices + 1)) / 2
    return (1...slices).reduce(0) { sum, first in
      let chance =
        pow(1 - Double(first - 1) / cells, Double(deletions))
        - pow(1 - Double(first) / cells, Double(deletions))
      let rest = Double((first...slices).reduce(0, +))
      return sum + chance * rest / whole
    }
  }
}
