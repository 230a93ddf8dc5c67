package import Tables

/// What the columns of several data sets of mixed type have in common: their ranges, levels and codes.
///
/// Tables that are compared are encoded in one domain. A numeric column is scaled by its range, the distance from its least to its
/// greatest value in declared data sets; values of others may lie outside, and are then farther apart than 1. A
/// numeric column without a range, because it is constant or missing throughout, has no scale: its values are compared
/// as categories, equal or not.
package struct MixedDomain: Equatable, Sendable {
  /// What a value that is missing does to a distance.
  package enum MissingValues: String, CaseIterable, Sendable {
    /// The column is left out and the mean is over the others, as Gower (1971) has it. Where none is left, the distance is 1.
    case skipped
    /// The column adds 1, also where both are missing, as in Anonymeter. (That package gives no number where a numeric value
    /// is missing on one side only; here this adds 1 too.)
    case differs
  }

  /// A numeric column.
  struct Number: Equatable, Sendable {
    let name: String
    let least: Double
    /// One over the range.
    let scale: Double
  }

  /// A column of categories, or of numbers that are compared as such.
  struct Category: Equatable, Sendable {
    let name: String
    let isLabel: Bool
    /// The code of each level, by the bytes of its name, or by those of its number.
    let codes: [[UInt8]: Int32]
  }

  /// The convention for missing values.
  package let missing: MissingValues
  let numbers: [Number]
  let categories: [Category]

  /// The number of columns.
  package var columnCount: Int { numbers.count + categories.count }

  /// Finds the domain of data sets whose features agree.
  ///
  /// - Parameters:
  ///   - declared: The data sets whose ranges scale the numeric columns; at least one.
  ///   - others: Further ones that will be encoded; a level that only they have gets a code of its own.
  ///   - columns: The features that are compared; nil compares all.
  ///   - includesLabel: Whether the label is compared as a category.
  ///   - missing: The convention for missing values.
  /// - Throws: `NeighborsError` naming a column that the data sets do not agree on.
  package init(
    ranges declared: [Dataset], also others: [Dataset] = [], columns: [String]? = nil,
    includesLabel: Bool = true, missing: MissingValues = .skipped
  ) throws(NeighborsError) {
    guard let first = declared.first else {
      throw NeighborsError("no data set to take ranges from; name at least one")
    }
    let all = declared + others
    var (numbers, categories): ([Number], [Category]) = ([], [])
    for name in columns ?? first.features.map(\.name) {
      let values = try Self.values(of: name, in: all)
      if let number = Self.number(name, values.prefix(declared.count)) {
        numbers.append(number)
      } else {
        categories.append(
          Category(name: name, isLabel: false, codes: Self.codes(values)))
      }
    }
    if columns == nil { try Self.checkSameColumns(all) }
    if includesLabel {
      let labels = all.map { Feature.Values.categorical($0.label) }
      categories.append(Category(name: "label", isLabel: true, codes: Self.codes(labels)))
    }
    guard 1...Int(UInt16.max) ~= numbers.count + categories.count else {
      throw NeighborsError(
        "\(numbers.count + categories.count) columns to compare; name from 1 to \(UInt16.max)")
    }
    (self.numbers, self.categories, self.missing) = (numbers, categories, missing)
  }
}
