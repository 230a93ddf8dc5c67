package import Tables

/// The total variation distances between the marginals of two tables.
///
/// For the marginal of a set of columns, half the sum over cells of |share in one table - share in the other|: 0 where the
/// tables agree, 1 where no cell holds records of both. Lower is better.
///
/// - Parameters:
///   - first: A table.
///   - second: A table of the same domain; both with a record or more.
///   - sets: One to three columns each.
/// - Returns: One distance for each set.
/// - Complexity: O(sets x (records + cells)).
package func marginalDistances(
  _ first: DiscreteTable, _ second: DiscreteTable, sets: [[Int]]
) -> [Double] {
  precondition(first.count > 0 && second.count > 0, "a table without records has no marginals")
  return sets.map { columns in
    CellCounts((first, second), columns: columns)
      .totalVariation(records: first.count, second.count)
  }
}

/// The average workload error as CaPS states it: the mean total variation distance over a workload of marginals.
///
/// CaPS (Pentyala et al. 2024) takes all pairs of columns whose marginal has at most 10,000 cells; a cell is a combination of
/// levels whether it occurs or not, so the domain decides what is counted.
///
/// - Parameters:
///   - real: The real table.
///   - release: The released table.
///   - cellLimit: Marginals of more cells are left out.
/// - Returns: From 0 to 1, lower is better; nil where no pair is small enough.
package func workloadError(
  real: DiscreteTable, release: DiscreteTable, cellLimit: Int = 10_000
) -> Double? {
  let columns = real.domain.columns
  let pairs = columns.indices.flatMap { left in
    columns.indices.dropFirst(left + 1).compactMap { right in
      columns[left].size * columns[right].size <= cellLimit ? [left, right] : nil
    }
  }
  guard !pairs.isEmpty else { return nil }
  return marginalDistances(real, release, sets: pairs).reduce(0, +) / Double(pairs.count)
}

extension UtilityEvidence {
  /// Measures the total variation distance of marginals of one order, beside halves of the real table and the hold-out.
  ///
  /// - Parameter order: The columns in a marginal, 1 to 3.
  /// - Returns: `marginal-tvd@1` and so on, the mean over sets; no value where there are fewer columns.
  package func marginals(order: Int) -> UtilityComparison {
    let sets = MarginalSets(
      columns: columnNames.count, order: order, atMost: plan.setLimit, seed: plan.seed)
    func figure(_ table: DiscreteTable) -> MeanFigure? {
      MeanFigure(marginalDistances(discrete[0], table, sets: sets.sets)) { names(sets.sets[$0]) }
    }
    return comparison(
      "marginal-tvd@\(order)", release: figure(discrete[1]),
      halves: halves.splits.map { split in
        let parts = (
          discrete[0].selecting(rows: split.first), discrete[0].selecting(rows: split.second)
        )
        return MeanFigure(marginalDistances(parts.0, parts.1, sets: sets.sets)) { _ in [] }?.mean
      },
      holdOut: discrete.count > 2 ? figure(discrete[2]) : nil,
      convention: "total variation distance of \(order)-way marginals, mean over "
        + "\(sets.convention) of columns with the label; numbers in at most \(plan.bins) bins of "
        + "the real table; missing is a level; from 0 to 1")
  }

  /// The distances of all pairs of columns, and of single columns on the diagonal, for a heat map.
  package func marginalMatrix() -> PairMatrix {
    let count = columnNames.count
    var matrix = PairMatrix(names: columnNames)
    for left in 0..<count {
      let sets = (left..<count).map { $0 == left ? [left] : [left, $0] }
      let distances = marginalDistances(discrete[0], discrete[1], sets: sets)
      for (right, distance) in zip(left..<count, distances) {
        matrix.set(distance, left, right)
      }
    }
    return matrix
  }
}
