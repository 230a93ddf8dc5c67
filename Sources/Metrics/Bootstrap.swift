package import Auditing
import Statistics

/// Bootstrap distributions of the area under the curve and of TPR at target FPRs, stratified by membership.
///
/// A replicate draws as many members from the members, and as many non-members from the non-members, as there
/// are, with replacement (Efron and Tibshirani 1993, section 8.4). Scores are sorted once; a replicate is one
/// count for each distinct score and side, and one pass over the counts gives all quantities. The intervals are
/// over records of one target: they say nothing of what another training would have given.
package struct Bootstrap: Equatable, Sendable {
  /// The area under the curve, ties by half.
  package let auc: BootstrapQuantity
  /// The share of members found at each target rate, rule `<=`, in the order of the rates.
  package let truePositiveRates: [BootstrapQuantity]

  /// Draws the replicates.
  ///
  /// - Parameters:
  ///   - scores: At least two members and two non-members, fewer than 2^31 in all.
  ///   - rates: Target false positive rates, as fractions from 0 to 1.
  ///   - replicates: How many, from which stream, on how many threads.
  /// - Throws: `MetricsError` where a side has fewer than two records.
  /// - Complexity: O(n log n + replicates x n).
  package init(
    _ scores: Scores, rates: [Double], replicates: Replicates
  ) async throws(MetricsError) {
    let groups = TieGroups(scores)
    let (m, n) = (groups.members.count, groups.nonMembers.count)
    guard m >= 2 && n >= 2 else {
      throw MetricsError(
        "\(m) members and \(n) non-members cannot be resampled; give at least 2 of each")
    }
    let curve = ROC(scores)
    let allowed = rates.map { curve.falsePositives(allowedAt: $0) }
    let pass = BootstrapPass(groups: groups, allowed: allowed)
    let drawn = await replicates.blocks { size, generator in pass.draw(size, using: &generator) }
    let places = Placements(scores)
    auc = BootstrapQuantity(
      estimate: places.auc, replicates: drawn.flatMap { $0[0] },
      acceleration: Self.acceleration(places), isResolved: true)
    truePositiveRates = rates.indices.map { place in
      BootstrapQuantity(
        estimate: curve.truePositiveRate(curve.vertex(falsePositivesAtMost: allowed[place])),
        replicates: drawn.flatMap { $0[place + 1] }, acceleration: nil,
        isResolved: Double(n) * rates[place] * (1 + 1e-12)
          >= TruePositiveRateAtFalsePositiveRate.smallestExpectedCount)
    }
  }

  /// The acceleration of BCa for two samples, from the empirical influence of each record.
  ///
  /// a = (sum over sides of sum U^3 / n^3) / (6 (sum over sides of sum U^2 / n^2)^(3/2)), where U is the
  /// record's placement less the area (Efron and Tibshirani 1993, equation 14.15 by side).
  private static func acceleration(_ places: Placements) -> Double {
    func moment(_ values: [Double], _ power: Int) -> Double {
      let count = Double(values.count)
      return values.reduce(0) { sum, value in
        let influence = (value - places.auc) / count
        return sum + (power == 2 ? influence * influence : influence * influence * influence)
      }
    }
    let second = moment(places.members, 2) + moment(places.nonMembers, 2)
    guard second > 0 else { return 0 }
    let third = moment(places.members, 3) + moment(places.nonMembers, 3)
    return third / (6 * second * second.squareRoot())
  }
}

/// What a block of replicates needs: the groups of the records and the allowed false positives.
private struct BootstrapPass: Sendable {
  let groups: TieGroups
  let allowed: [Int]
  /// The places of `allowed` from the strictest on, so that one pass meets them in order.
  let order: [Int]

  init(groups: TieGroups, allowed: [Int]) {
    (self.groups, self.allowed) = (groups, allowed)
    order = allowed.indices.sorted { allowed[$0] < allowed[$1] }
  }

  /// The area and the shares of a number of replicates, one array for each quantity.
  func draw(_ count: Int, using generator: inout Xoshiro256PlusPlus) -> [[Double]] {
    var values = Array(repeating: [Double](), count: 1 + allowed.count)
    var members = Array(repeating: 0 as UInt32, count: groups.count)
    var nonMembers = members
    for _ in 0..<count {
      resample(groups.members, into: &members, using: &generator)
      resample(groups.nonMembers, into: &nonMembers, using: &generator)
      measure(&members, &nonMembers, into: &values)
    }
    return values
  }

  /// Counts as many draws as there are records, by group.
  private func resample(
    _ records: [UInt32], into counts: inout [UInt32], using generator: inout Xoshiro256PlusPlus
  ) {
    let bound = UInt32(records.count)
    for _ in 0..<records.count { counts[Int(records[Int(generator.integer(below: bound))])] &+= 1 }
  }

  /// Walks the counts from the highest score down, and leaves them at zero.
  private func measure(
    _ members: inout [UInt32], _ nonMembers: inout [UInt32], into values: inout [[Double]]
  ) {
    var (halfWins, found, accused, next) = (0, 0, 0, 0)
    let size = (Double(groups.members.count), Double(groups.nonMembers.count))
    // A limit of no use stands behind the last, so that the inner loop tests one number alone.
    var limit = order.isEmpty ? Int.max : allowed[order[0]]
    for group in 0..<groups.count {
      let (tied, others) = (Int(members[group]), Int(nonMembers[group]))
      members[group] = 0
      nonMembers[group] = 0
      halfWins &+= others &* (2 &* found &+ tied)
      accused &+= others
      while accused > limit {
        values[1 + order[next]].append(Double(found) / size.0)
        next += 1
        limit = next < order.count ? allowed[order[next]] : Int.max
      }
      found &+= tied
    }
    for place in order[next...] { values[1 + place].append(1) }
    values[0].append(Double(halfWins) / 2 / (size.0 * size.1))
  }
}
