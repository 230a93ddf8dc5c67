import Foundation
import Statistics

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

  /// What some deletions cost on average over draws of shards, slices and records.
  package struct Measured: Equatable, Sendable {
    /// The shards that some deletion touches.
    package let touchedShards: Double
    /// The records in them after the deletions.
    package let records: Double
    /// The passes over records with checkpoints, as a share of training everything anew.
    package let shareOfPasses: Double
    /// The share of draws in which every shard was touched.
    package let allTouched: Double
  }

  /// Places all records, deletes some at random and counts what would have to be trained again.
  ///
  /// - Parameters:
  ///   - deletions: The number of records deleted at once, at most all.
  ///   - draws: The number of draws to average over.
  /// - Returns: The means.
  package func measured(deleting deletions: Int, draws: Int) -> Measured {
    var sums = [0.0, 0, 0, 0]
    for seed in 0..<UInt64(draws) {
      var generator = SeededGenerator(seed: seed, label: "sisa/deletions")
      let deleted = Set(generator.choose(deletions, of: Int(records)))
      var kept = Array(repeating: Array(repeating: 0, count: plan.slices), count: plan.shards)
      var first = Array(repeating: plan.slices, count: plan.shards)
      for row in 0..<Int(records) {
        let place = plan.place(ofRow: row, seed: seed)
        if deleted.contains(row) {
          first[place.shard] = min(first[place.shard], place.slice)
        } else {
          kept[place.shard][place.slice] += 1
        }
      }
      let (passes, all) = passes(kept, from: first)
      let touched = first.indices.filter { first[$0] < plan.slices }
      sums[0] += Double(touched.count)
      sums[1] += Double(touched.reduce(0) { $0 + kept[$1].reduce(0, +) })
      sums[2] += Double(passes) / Double(max(1, all))
      sums[3] += touched.count == plan.shards ? 1 : 0
    }
    let means = sums.map { $0 / Double(draws) }
    return Measured(
      touchedShards: means[0], records: means[1], shareOfPasses: means[2], allTouched: means[3])
  }

  /// The records read by the slices that are trained again, and by all slices.
  private func passes(_ kept: [[Int]], from first: [Int]) -> (again: Int, all: Int) {
    var (again, all) = (0, 0)
    for (shard, slices) in kept.enumerated() {
      var seen = 0
      for (slice, count) in slices.enumerated() {
        seen += count
        all += seen
        if slice >= first[shard] { again += seen }
      }
    }
    return (again, all)
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
