/// The finitely many values that each column of a table may take once numbers are binned.
///
/// It is fitted on one table, the real one. A numeric column has a level for each of its different values where there are few,
/// else for each quantile bin; numbers beyond both ends belong to the outer bins. A categorical column has its levels,
/// including those that an aligned table brought in and the fitted one never has. Missing is the last level of every column.
package struct Domain: Equatable, Sendable {
  /// What a level of a column stands for.
  package enum Levels: Equatable, Sendable {
    /// Bins of numbers; nil where the fitted table has no number at all.
    case bins(QuantileBins?)
    /// Named levels.
    case names([String])
  }

  /// One column.
  package struct Column: Equatable, Sendable {
    /// The feature's name, or `label` for the label.
    package let name: String
    /// What the levels before the last stand for.
    package let levels: Levels

    /// The number of levels, with the one for missing values.
    package var size: Int {
      switch levels {
      case .bins(let bins): (bins?.count ?? 0) + 1
      case .names(let names): names.count + 1
      }
    }

    /// What a reader calls a level.
    ///
    /// - Parameter level: An index in `0..<size`.
    /// - Returns: The level's name, the ends of its bin, or `missing`.
    package func title(ofLevel level: Int) -> String {
      precondition(level >= 0 && level < size, "level \(level) of \(size)")
      guard level + 1 < size else { return "missing" }
      switch levels {
      case .names(let names): return names[level]
      case .bins(let bins):
        guard let ends = bins?.ends(ofBin: level) else { return "missing" }
        if level > 0 { return "above \(ends.lower), to \(ends.upper)" }
        return ends.lower == ends.upper ? "\(ends.upper)" : "\(ends.lower) to \(ends.upper)"
      }
    }
  }

  /// What the label's column is called.
  package static let label = "label"
  /// The bins of a numeric column, at most, where nobody says otherwise.
  package static let defaultBins = 20

  /// The features in their order, then the label where one is given.
  package let columns: [Column]

  /// Fits the levels of every column.
  ///
  /// - Parameters:
  ///   - dataset: The real table, aligned with those that it will be compared with.
  ///   - bins: The bins of a numeric column, at most.
  package init(fittedOn dataset: Dataset, bins: Int = Domain.defaultBins) {
    columns =
      dataset.features.map { feature in
        switch feature.values {
        case .numeric(let numbers):
          Column(name: feature.name, levels: .bins(QuantileBins(numbers, atMost: bins)))
        case .categorical(let categories):
          Column(name: feature.name, levels: .names(categories.names))
        }
      }
      + (dataset.label.isGiven
        ? [Column(name: Self.label, levels: .names(dataset.label.names))] : [])
  }

  /// Finds the level of every value.
  ///
  /// - Parameter dataset: A table aligned with the one that the domain was fitted on.
  /// - Returns: As many records, one code for each column.
  /// - Complexity: O(records x columns x log bins).
  package func discrete(_ dataset: Dataset) -> DiscreteTable {
    let label =
      dataset.label.isGiven ? [(Self.label, Feature.Values.categorical(dataset.label))] : []
    let values = dataset.features.map { ($0.name, $0.values) } + label
    precondition(
      values.map(\.0) == columns.map(\.name),
      "the columns of \(dataset.name) are not those of the domain")
    return DiscreteTable(
      domain: self, count: dataset.count,
      codes: zip(values, columns).map { $1.codes(of: $0.1) })
  }
}

extension Domain.Column {
  fileprivate func codes(of values: Feature.Values) -> [Int32] {
    let missing = Int32(size - 1)
    switch (values, levels) {
    case (.numeric(let numbers), .bins(let bins)):
      return numbers.map { number in
        guard let bins, !number.isNaN else { return missing }
        return Int32(bins.bin(of: number))
      }
    case (.categorical(let categories), .names(let names)):
      precondition(
        categories.names.elementsEqual(names), "\(name): the levels are not those of the domain")
      return categories.codes.map { $0 < 0 ? missing : $0 }
    case (.numeric, .names), (.categorical, .bins):
      preconditionFailure("\(name) is of another kind in the domain")
    }
  }
}

/// Records as one level code for each column of a domain.
package struct DiscreteTable: Sendable {
  /// The levels of the columns.
  package let domain: Domain
  /// The number of records.
  package let count: Int
  /// Columns x records: each column's codes, from 0 up to its size.
  package let codes: [[Int32]]

  /// Keeps some records.
  ///
  /// - Parameter rows: Indices in `0..<count`, in any order; a record may be repeated.
  /// - Returns: As many records as rows.
  package func selecting(rows: [Int]) -> DiscreteTable {
    DiscreteTable(
      domain: domain, count: rows.count, codes: codes.map { column in rows.map { column[$0] } })
  }
}
