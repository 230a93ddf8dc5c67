import Auditing
import Tables

extension UtilityEvidence {
  /// Compares every column of the release with the real one, features first, a given label last.
  package func columns() -> [ColumnComparison] { compareColumns(real, release) }

  private func compareColumns(_ real: Dataset, _ other: Dataset) -> [ColumnComparison] {
    let features = zip(real.features, other.features).map { own, released in
      switch (own.values, released.values) {
      case (.numeric(let left), .numeric(let right)):
        ColumnComparison(name: own.name, real: left, release: right)
      case (.categorical(let left), .categorical(let right)):
        ColumnComparison(name: own.name, real: left, release: right)
      case (.numeric, .categorical), (.categorical, .numeric):
        preconditionFailure("column \(own.name) is of two kinds in aligned tables")
      }
    }
    guard real.label.isGiven else { return features }
    return features + [
      ColumnComparison(name: Domain.label, real: real.label, release: other.label)
    ]
  }

  /// Summarises the columns: means over them, beside halves of the real table and the hold-out.
  ///
  /// - Returns: `column-ks`, `column-wasserstein`, `column-mean-difference` (numeric columns), `missing-difference` (all),
  ///   `unseen-share` and `lost-share` (categorical ones); lower is better. What no column has is not applicable.
  package func columnDifferences() -> [UtilityComparison] {
    let compared = Compared(
      release: columns(), holdOut: holdOut.map { compareColumns(real, $0) },
      halves: halves.splits.map { split in
        compareColumns(real.selecting(rows: split.first), real.selecting(rows: split.second))
      })
    return Self.summaries.map { summary in
      func figure(_ columns: [ColumnComparison]) -> MeanFigure? {
        let places = columns.indices.filter { summary.value(columns[$0]) != nil }
        return MeanFigure(places.compactMap { summary.value(columns[$0]) }) {
          [columns[places[$0]].name]
        }
      }
      return comparison(
        summary.name, release: figure(compared.release),
        halves: compared.halves.map { figure($0)?.mean },
        holdOut: compared.holdOut.flatMap(figure), convention: summary.convention)
    }
  }

  /// The columns of each table that is compared with the real one.
  private struct Compared {
    let release: [ColumnComparison]
    let holdOut: [ColumnComparison]?
    let halves: [[ColumnComparison]]
  }

  /// One figure of a column whose mean over columns is reported.
  private struct Summary: Sendable {
    let name: String
    let convention: String
    let value: @Sendable (ColumnComparison) -> Double?
  }

  private static let summaries = [
    Summary(
      name: "column-ks",
      convention: "Kolmogorov-Smirnov distance, mean over numeric columns; from 0 to 1"
    ) { $0.numbers?.kolmogorovSmirnov },
    Summary(
      name: "column-wasserstein",
      convention: "Wasserstein-1 distance over the real standard deviation, mean over numeric "
        + "columns that vary; 0 or more"
    ) { $0.numbers?.wasserstein },
    Summary(
      name: "column-mean-difference",
      convention: "absolute difference of means over the real standard deviation, mean over "
        + "numeric columns that vary; 0 or more"
    ) { $0.numbers?.meanDifference.map { abs($0) } },
    Summary(
      name: "missing-difference",
      convention: "absolute difference of the shares of missing values, mean over columns"
    ) { abs($0.missing.real - $0.missing.release) },
    Summary(
      name: "unseen-share",
      convention: "share of records with a level that no real record has, mean over categorical "
        + "columns with the label"
    ) { $0.levels.map { $0.unseen.reduce(0) { $0 + $1.share } } },
    Summary(
      name: "lost-share",
      convention: "share of real records with a level that no released record has, mean over "
        + "categorical columns with the label"
    ) { $0.levels.map { $0.lost.reduce(0) { $0 + $1.share } } },
  ]
}

extension ColumnComparison {
  fileprivate var numbers: Numbers? {
    if case .numbers(let numbers) = difference { numbers } else { nil }
  }

  fileprivate var levels: Levels? {
    if case .levels(let levels) = difference { levels } else { nil }
  }
}
