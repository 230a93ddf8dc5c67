import Tables

/// The associations of chosen pairs of columns in one table.
struct Associations {
  /// One value for each pair; nil where a column is constant.
  let values: [Double?]

  init(_ columns: [AssociationColumn], pairs: [[Int]]) {
    values = pairs.map { association(columns[$0[0]], columns[$0[1]]) }
  }

  /// How far another table's associations are from these, for each pair.
  ///
  /// A pair without an association here is left out (nil). A column that is constant in the other table only goes together with
  /// nothing there: its association counts as 0, so that a table cannot look faithful by losing a column.
  func differences(to other: Associations) -> [Double?] {
    zip(values, other.values).map { here, there in here.map { abs($0 - (there ?? 0)) } }
  }
}

extension UtilityEvidence {
  /// Measures how far the release's associations between columns are from the real ones.
  ///
  /// - Returns: The mean absolute difference over all pairs of columns, then over the pairs of each measure that occurs:
  ///   `association-difference`, `association-difference pearson` and so on; 0 is best.
  package func associationDifferences() -> [UtilityComparison] {
    let pairs = MarginalSets(
      columns: columnNames.count, order: 2, atMost: plan.setLimit, seed: plan.seed)
    let columns = AssociationColumn.all(of: real)
    let kinds = pairs.sets.map { Association(columns[$0[0]], columns[$0[1]]) }
    let own = Associations(columns, pairs: pairs.sets)
    func differences(_ table: Dataset?) -> [Double?]? {
      table.map {
        own.differences(to: Associations(AssociationColumn.all(of: $0), pairs: pairs.sets))
      }
    }
    let measured = Measured(
      release: differences(release) ?? [], holdOut: differences(holdOut),
      halves: halves.splits.map { split in
        let parts = [split.first, split.second].map { rows in
          Associations(columns.map { $0.selecting(rows) }, pairs: pairs.sets)
        }
        return parts[0].differences(to: parts[1])
      })
    let used = Association.allCases.filter { kinds.contains($0) }
    return ([nil] + used.map { $0 }).map { kind in
      comparison(measured, of: kind, kinds, pairs)
    }
  }

  /// The differences of all pairs of columns, for a heat map; nil where a column is constant in the real table.
  package func associationMatrix() -> PairMatrix {
    var matrix = PairMatrix(names: columnNames)
    let (own, other) = (AssociationColumn.all(of: real), AssociationColumn.all(of: release))
    for left in columnNames.indices {
      for right in columnNames.indices.dropFirst(left + 1) {
        let difference = association(own[left], own[right]).map {
          abs($0 - (association(other[left], other[right]) ?? 0))
        }
        matrix.set(difference, left, right)
      }
    }
    return matrix
  }

  /// One difference for each pair, for each table that is compared with the real one.
  private struct Measured {
    let release: [Double?]
    let holdOut: [Double?]?
    let halves: [[Double?]]
  }

  private func comparison(
    _ measured: Measured, of kind: Association?, _ kinds: [Association], _ pairs: MarginalSets
  ) -> UtilityComparison {
    func figure(_ differences: [Double?]) -> MeanFigure? {
      let places = differences.indices.filter { place in
        differences[place] != nil && (kind == nil || kinds[place] == kind)
      }
      return MeanFigure(places.compactMap { differences[$0] }) { names(pairs.sets[places[$0]]) }
    }
    let name = "association-difference" + (kind.map { " \($0.rawValue)" } ?? "")
    return comparison(
      name, release: figure(measured.release), halves: measured.halves.map { figure($0)?.mean },
      holdOut: measured.holdOut.flatMap(figure),
      convention: "mean absolute difference over \(pairs.convention) of columns with the label; "
        + "Pearson's correlation, Cramer's V with Bergsma's correction, correlation ratio; "
        + "a column constant in the release only counts as associated with none; 0 is best")
  }
}
