import Statistics

/// The sets of columns whose marginals are compared: all of one size, or a random choice where there are too many.
package struct MarginalSets: Equatable, Sendable {
  /// The columns of each set, ascending, the sets in lexicographic order.
  package let sets: [[Int]]
  /// The number of all sets of that size.
  package let total: Int

  /// Chooses sets.
  ///
  /// - Parameters:
  ///   - columns: The number of columns.
  ///   - order: The columns in a set, 1 to 3.
  ///   - limit: The sets wanted, at most.
  ///   - seed: Decides the choice where there are more; the same at any number of threads.
  package init(columns: Int, order: Int, atMost limit: Int, seed: UInt64) {
    precondition((1...3).contains(order), "a marginal of \(order) columns")
    total = Self.binomial(columns, order)
    var generator = SeededGenerator(seed: seed, label: "marginals of \(order) columns")
    let ranks = total <= limit ? Array(0..<total) : generator.choose(limit, of: total)
    sets = ranks.map { Self.set(rank: $0, columns: columns, order: order) }
  }

  /// The set at a place in the lexicographic order of all sets.
  private static func set(rank: Int, columns: Int, order: Int) -> [Int] {
    var (rest, column): (Int, Int) = (rank, 0)
    var set: [Int] = []
    while set.count < order {
      let starting = binomial(columns - column - 1, order - set.count - 1)
      if rest < starting { set.append(column) } else { rest -= starting }
      column += 1
    }
    return set
  }

  private static func binomial(_ count: Int, _ size: Int) -> Int {
    guard count >= size else { return 0 }
    return (0..<size).reduce(1) { $0 * (count - $1) / ($1 + 1) }
  }

  /// What a convention says of the choice.
  var convention: String {
    sets.count == total ? "all \(total) sets" : "\(sets.count) of \(total) sets, chosen at random"
  }
}
