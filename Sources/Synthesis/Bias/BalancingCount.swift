/// The least number of generated records that bring every attribute to its prior: the baseline of every other way.
///
/// A dataset of M records has its prior where level v has M P_v of them, and records are only added, so M must be at least N_v / P_v for
/// every level of every attribute. That is enough: batches of the sizes M P_v - N_v have the same total for each attribute, and one of
/// them can be dealt out over the other (a transport problem with equal totals is always solvable). The closed form is thus the
/// optimum of the linear programme over all combinations of levels, for attributes that share no column.
package struct BalancingCount: Equatable, Sendable {
  /// The records to generate.
  package let added: Int
  /// Attributes x levels: the records to generate of each level.
  package let levels: [[Int]]
  /// Whether the shares are then exactly those of the priors; else the nearest whole numbers.
  package let isExact: Bool

  /// How far beyond the least total whole numbers are looked for.
  private static let searchLimit = 1_000

  /// Finds the number; there is none where a level without prior mass has records.
  ///
  /// - Parameters:
  ///   - counts: Attributes x levels: the records there are; the same total for each attribute.
  ///   - priors: Attributes x levels: shares that add up to 1.
  package init?(counts: [[Int]], priors: [[Double]]) {
    precondition(
      counts.map(\.count) == priors.map(\.count)
        && Set(counts.map { $0.reduce(0, +) }).count == 1, "counts and priors do not fit")
    var least = 0.0
    for (count, mass) in zip(counts.joined(), priors.joined()) where count > 0 {
      guard mass > 0 else { return nil }
      least = max(least, Double(count) / mass)
    }
    let first = Int((least * (1 - 1e-12)).rounded(.up))
    let exact = (first...first + Self.searchLimit).first { total in
      priors.joined().allSatisfy { Self.isWhole($0 * Double(total)) }
    }
    let total = exact ?? first
    levels = zip(counts, priors).map { Self.missing(in: $0, of: total, $1) }
    added = total - (counts.first?.reduce(0, +) ?? 0)
    isExact = exact != nil
  }

  private static func isWhole(_ number: Double) -> Bool {
    abs(number - number.rounded()) <= 1e-9 * max(1, number)
  }

  /// What levels lack of their share of a total, in whole numbers that add up.
  private static func missing(in counts: [Int], of total: Int, _ prior: [Double]) -> [Int] {
    let wanted = zip(counts, prior).map { max(0, $1 * Double(total) - Double($0)) }
    return apportioned(total - counts.reduce(0, +), by: wanted)
  }
}

/// Divides a whole number in proportion to weights by the largest remainders; of equal ones the first comes first.
///
/// - Parameters:
///   - count: What is divided.
///   - weights: None negative; all 0 where nothing is divided.
/// - Returns: Whole numbers that add up to the count.
package func apportioned(_ count: Int, by weights: [Double]) -> [Int] {
  let total = weights.reduce(0, +)
  guard count > 0 else { return weights.map { _ in 0 } }
  precondition(total > 0, "\(count) records for no weight")
  let exact = weights.map { $0 / total * Double(count) }
  // Rounding errors of the division must not turn a whole share into a remainder.
  var shares = exact.map { Int(($0 + 1e-9 * max(1, $0)).rounded(.down)) }
  let order = exact.indices.sorted {
    (exact[$1] - Double(shares[$1]), $0) < (exact[$0] - Double(shares[$0]), $1)
  }
  for place in order.prefix(max(0, count - shares.reduce(0, +))) { shares[place] += 1 }
  return shares
}
