package import Statistics
package import Tables

/// What the codes of each column of a table stand for, and the way there and back.
///
/// Nothing in it follows from the records but what noisy counts say, which a ledger paid for: no least or greatest value, no number of
/// records, and no level that was not declared or counted often enough.
package struct Discretization: Equatable, Sendable {
  /// The level that stands for all that have no code of their own.
  package static let other = "other"

  /// One column.
  package struct Column: Hashable, Sendable {
    /// What the codes before that for missing values stand for.
    package enum Codes: Hashable, Sendable {
      /// Bins of numbers.
      case bins(NumberBins)
      /// Levels; with others, one more code for every level that is not among them.
      case levels([String], hasOthers: Bool)
    }

    /// The feature's name, or `label`.
    package let name: String
    /// What the codes before that for missing values stand for.
    package let codes: Codes
    /// Whether the last code stands for a missing value.
    package let allowsMissing: Bool

    /// The number of codes.
    package var size: Int { present + (allowsMissing ? 1 : 0) }

    /// The number of codes of values that are not missing.
    var present: Int {
      switch codes {
      case .bins(let bins): bins.count
      case .levels(let names, let hasOthers): names.count + (hasOthers ? 1 : 0)
      }
    }
  }

  /// The features in their order, then the label where one is given.
  package let columns: [Column]
  /// The names and sizes of the columns.
  package let domain: AttributeDomain

  init(_ columns: [Column]) throws(MarginalsError) {
    self.columns = columns
    domain = try AttributeDomain(names: columns.map(\.name), sizes: columns.map(\.size))
  }

  /// Finds the codes of some records.
  ///
  /// - Parameters:
  ///   - rows: The row numbers of the records wanted; at least one.
  ///   - table: A table of the columns' features.
  /// - Returns: As many records as rows.
  /// - Throws: `MarginalsError` where there is no record, or a value has no code; it names the column only.
  package func records(
    _ rows: [Int], of table: Dataset
  ) throws(MarginalsError) -> DiscreteRecords {
    let values = table.columns
    precondition(values.map(\.name) == columns.map(\.name), "a table of other columns")
    var codes: [[Int32]] = []
    for (column, values) in zip(columns, values) {
      codes.append(try column.codes(of: values.values, rows: rows))
    }
    return try DiscreteRecords(codes: codes, of: domain)
  }

  /// Gives codes back their values: numbers anywhere in their bin, whole ones whole, levels by name.
  ///
  /// - Parameters:
  ///   - records: Records of the domain.
  ///   - name: The table's name.
  ///   - generator: Draws numbers within bins.
  /// - Returns: A table without groups.
  package func table(
    of records: DiscreteRecords, name: String, using generator: inout SeededGenerator
  ) -> Dataset {
    precondition(records.domain == domain, "records of another domain")
    var features: [Feature] = []
    var label = Categories.notGiven(count: records.count)
    for (column, codes) in zip(columns, records.codes) {
      let values = column.values(of: codes, using: &generator)
      if column.name == Domain.label, case .categorical(let classes) = values {
        label = classes
      } else {
        features.append(Feature(name: column.name, values: values))
      }
    }
    return Dataset(name: name, features: features, label: label, groups: [], sources: [])
  }
}

extension Discretization.Column {
  /// The codes of some records.
  func codes(of values: Feature.Values, rows: [Int]) throws(MarginalsError) -> [Int32] {
    let missing = Int32(present)
    var result: [Int32] = []
    result.reserveCapacity(rows.count)
    switch (values, codes) {
    case (.numeric(let numbers), .bins(let bins)):
      for row in rows {
        let number = numbers[row]
        guard number.isNaN else {
          result.append(Int32(bins.bin(of: number)))
          continue
        }
        guard allowsMissing else { throw missingValue }
        result.append(missing)
      }
    case (.categorical(let categories), .levels(let names, let hasOthers)):
      let places = Dictionary(
        uniqueKeysWithValues: names.enumerated().map { (Array($1.utf8), Int32($0)) })
      let codeOfLevel = categories.names.map { name in
        places[Array(name.utf8)] ?? (hasOthers ? Int32(names.count) : nil)
      }
      for row in rows {
        let level = categories.codes[row]
        guard level >= 0 || allowsMissing else { throw missingValue }
        guard let code = level < 0 ? missing : codeOfLevel[Int(level)] else { throw unlistedLevel }
        result.append(code)
      }
    default: throw otherKind
    }
    return result
  }

  /// The values of codes.
  fileprivate func values(
    of codes: [Int32], using generator: inout SeededGenerator
  ) -> Feature.Values {
    switch self.codes {
    case .bins(let bins):
      var numbers: [Double] = []
      numbers.reserveCapacity(codes.count)
      for code in codes {
        numbers.append(
          code < bins.count ? bins.number(ofBin: Int(code), using: &generator) : .nan)
      }
      return .numeric(numbers)
    case .levels(let names, let hasOthers):
      let all = names + (hasOthers ? [Discretization.other] : [])
      return .categorical(
        Categories(codes: codes.map { $0 < all.count ? $0 : -1 }, names: all))
    }
  }

  var missingValue: MarginalsError {
    MarginalsError(
      "column '\(name)' has a missing value, which its declaration rules out; declare 'missing: true' for it"
    )
  }

  var unlistedLevel: MarginalsError {
    MarginalsError(
      "column '\(name)' has a level that its 'values' do not list; list it, or declare 'others: true'"
    )
  }

  var otherKind: MarginalsError {
    MarginalsError(
      "column '\(name)' has \(isBinned ? "levels, but bins of numbers are declared" : "numbers, but levels are declared") for it; correct the declaration"
    )
  }

  private var isBinned: Bool {
    if case .bins = codes { true } else { false }
  }
}

extension Dataset {
  /// The features in their order, then the label where one is given.
  var columns: [(name: String, values: Feature.Values)] {
    features.map { ($0.name, $0.values) }
      + (label.isGiven ? [(Domain.label, .categorical(label))] : [])
  }
}
