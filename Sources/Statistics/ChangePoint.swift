/// A place in a series before and after which its mean differs by more than chance explains.
package struct ChangePoint: Equatable, Sendable {
  /// The position of the first value after the change.
  package let position: Int
  /// The mean after the change less the mean before it.
  package let change: Double
  /// The share of permutations with a statistic at least as large, the series itself counted as one.
  package let pValue: Double

  /// The fewest values on a side of a change.
  package static let smallestSide = 3

  /// Looks for the likeliest change of a series' mean.
  ///
  /// The statistic is the largest over all places k of |mean after - mean before| / sqrt(1 / k + 1 / (n - k)), the two-sample
  /// statistic whose deviation permutations leave the same. p = (1 + permutations with at least as large a statistic) /
  /// (1 + permutations) is exact where the values are exchangeable: an unchanged series is marked at most as often as the level
  /// at which p is judged, for each series and each look.
  ///
  /// - Parameters:
  ///   - values: Finite values in the order of time.
  ///   - permutations: How many are drawn.
  ///   - generator: The source of the permutations.
  /// - Returns: Nil where there are fewer than six values, or all are equal.
  /// - Complexity: O(permutations x n).
  package static func find(
    in values: [Double], permutations: Int = 1999, using generator: inout some RandomNumberGenerator
  ) -> ChangePoint? {
    let count = values.count
    guard count >= 2 * smallestSide, let first = values.first,
      values.contains(where: { $0 != first })
    else { return nil }
    // Without the mean, sums of series far from zero keep their digits.
    let center = mean(values)
    var series = values.map { $0 - center }
    let (position, largest) = statistic(series)
    var reached = 1
    for _ in 0..<permutations {
      series.shuffle(using: &generator)
      // Equal sums in another order may differ in the last digits.
      if statistic(series).value >= largest * (1 - 1e-12) { reached += 1 }
    }
    return ChangePoint(
      position: position,
      change: mean(Array(values[position...])) - mean(Array(values[..<position])),
      pValue: Double(reached) / Double(1 + permutations))
  }

  private static func statistic(_ centered: [Double]) -> (position: Int, value: Double) {
    let count = Double(centered.count)
    var (best, place, sum) = (-1.0, smallestSide, 0.0)
    for position in 1...centered.count - smallestSide {
      sum += centered[position - 1]
      guard position >= smallestSide else { continue }
      // The total is zero, so that the means differ by sum * (1 / k + 1 / (n - k)).
      let value = abs(sum) * (1 / Double(position) + 1 / (count - Double(position))).squareRoot()
      if value > best { (best, place) = (value, position) }
    }
    return (place, best)
  }
}
