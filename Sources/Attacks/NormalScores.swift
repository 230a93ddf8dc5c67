import Statistics

/// Normal scores of one column: how far up among the values of a pool a value stands, as a quantile of the normal distribution.
///
/// The share of the pool below a value, with half of those equal to it, is kept half a record away from 0 and 1, so that scores
/// are finite for values that the pool never reaches. Missing values take no part.
struct NormalScores {
  private let sorted: [Double]

  /// Takes the pool's values, NaN where missing.
  init(_ pool: [Double]) {
    // Adding zero turns -0 into 0.
    sorted = pool.filter { !$0.isNaN }.map { $0 + 0 }.sorted()
  }

  /// Whether two values of the pool differ.
  var varies: Bool {
    guard let least = sorted.first, let greatest = sorted.last else { return false }
    return least < greatest
  }

  /// Finds the scores of values.
  ///
  /// - Parameter values: Any values, NaN where missing.
  /// - Returns: One score for each; NaN where missing, zero where the pool has no value.
  /// - Complexity: O(values x log pool).
  func scores(of values: [Double]) -> [Double] {
    let count = Double(sorted.count)
    return values.map { value in
      guard !value.isNaN else { return .nan }
      guard !sorted.isEmpty else { return 0 }
      let below = place(of: value) { $0 < $1 }
      let notAbove = place(of: value) { $0 <= $1 }
      let share = Double(below + notAbove) / (2 * count)
      return Normal.standard.quantile(min(max(share, 0.5 / count), 1 - 0.5 / count))
    }
  }

  /// How many values come before a value in the order.
  private func place(of value: Double, _ isBefore: (Double, Double) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(sorted[middle], value) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
