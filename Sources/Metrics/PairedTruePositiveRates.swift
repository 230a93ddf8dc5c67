package import Auditing
import Statistics

/// The paired bootstrap of the difference between two attacks' TPR at a target FPR on the same records.
///
/// A replicate draws records, not scores, so that both attacks meet the same ones; each takes its own threshold by
/// the rule `<=`. The draws are stratified by membership.
package struct PairedTruePositiveRates: Equatable, Sendable {
  /// The first attack's share less the second's, on the sample and on the replicates.
  package let difference: BootstrapQuantity

  /// Draws the replicates.
  ///
  /// - Parameters:
  ///   - first: One attack's scores.
  ///   - second: The other's, of the same records in the same order.
  ///   - rate: The target false positive rate, as a fraction.
  ///   - replicates: How many, from which stream, on how many threads.
  /// - Throws: `MetricsError` where memberships differ or a side has fewer than two records.
  package init(
    _ first: Scores, _ second: Scores, rate: Double, replicates: Replicates
  ) async throws(MetricsError) {
    try checkPairs(first, second)
    let (one, two) = (RankedRecords(first), RankedRecords(second))
    let curve = ROC(first)
    let allowed = curve.falsePositives(allowedAt: rate)
    let isMember = first.isMember
    let members = isMember.indices.filter { isMember[$0] }
    let others = isMember.indices.filter { !isMember[$0] }
    let drawn = await replicates.blocks { size, generator in
      (0..<size).map { _ in
        var counts = Array(repeating: 0 as UInt32, count: isMember.count)
        for side in [members, others] {
          let bound = UInt32(side.count)
          for _ in 0..<side.count { counts[side[Int(generator.integer(below: bound))]] &+= 1 }
        }
        return Double(one.found(counts, allowed) - two.found(counts, allowed))
          / Double(members.count)
      }
    }
    let all = Array(repeating: 1 as UInt32, count: isMember.count)
    difference = BootstrapQuantity(
      estimate: Double(one.found(all, allowed) - two.found(all, allowed)) / Double(members.count),
      replicates: drawn.flatMap(\.self), acceleration: nil,
      isResolved: Double(others.count) * rate * (1 + 1e-12)
        >= TruePositiveRateAtFalsePositiveRate.smallestExpectedCount)
  }

  /// The two-sided p-value by inversion of the percentile interval; nil where the sample is too small.
  ///
  /// Twice the smaller share of replicates at or beyond zero, each counted with one more, 1 at most.
  package var pValue: Double? {
    guard difference.isResolved else { return nil }
    let below = difference.replicates.count { $0 <= 0 }
    let above = difference.replicates.count { $0 >= 0 }
    return min(1, 2 * Double(1 + min(below, above)) / Double(1 + difference.replicates.count))
  }
}

/// Records from the highest score down, with the ends of the groups of tied scores.
private struct RankedRecords: Sendable {
  private let order: [Int]
  private let isMember: [Bool]
  /// Whether the record at a place of the order is the last of its score.
  private let isLast: [Bool]

  init(_ scores: Scores) {
    let values = scores.values
    let order = Array(ascendingOrder(of: values).reversed())
    self.order = order
    isMember = order.map { scores.isMember[$0] }
    isLast = order.indices.map {
      $0 + 1 == order.count || values[order[$0]] != values[order[$0 + 1]]
    }
  }

  /// The members found with a number of false positives, each record taken as often as counted.
  func found(_ counts: [UInt32], _ allowed: Int) -> Int {
    var (found, accused, last) = (0, 0, 0)
    for place in order.indices {
      let count = Int(counts[order[place]])
      if isMember[place] { found += count } else { accused += count }
      if accused > allowed { return last }
      if isLast[place] { last = found }
    }
    return last
  }
}
