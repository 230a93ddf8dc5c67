package import Tables
package import Tensors

/// The numbers that a learner sees of a record, fitted on the real records so that a release cannot choose them.
///
/// A number is centred and scaled by its mean and population deviation over the real records, a missing one becomes 0. A
/// category becomes one 0/1 column for each of the levels that are most frequent in the real records but for the first, which is
/// where all are 0; the remaining and unseen levels share a column. A column for missing values is there where a table has any.
package struct FeatureEncoding: Sendable {
  /// What one encoded column holds.
  private enum Column: Sendable {
    case number(feature: Int, shift: Double, scale: Double)
    /// One where the level's column, by code, is this one.
    case level(feature: Int, column: Int32)
    case missing(feature: Int)
  }

  /// The levels of a categorical feature with a column of their own, at most; the rest share one.
  package static let levelLimit = 100
  /// Numbers farther from the real mean, in real deviations, count as so far: single precision and squares must hold them.
  package static let farthest = 1e4

  private let columns: [Column]
  /// For each categorical feature the column of each code, 0 for the level without one.
  private let columnOfCode: [[Int32]]
  private let includesLabel: Bool

  /// Fits the encoding.
  ///
  /// - Parameters:
  ///   - tables: The real table first, then those aligned with it that are encoded alike.
  ///   - includesLabel: Whether the label is one of the features.
  package init(fittedOn tables: [Dataset], includesLabel: Bool) {
    precondition(tables.first.map { $0.count > 0 } ?? false, "no real records to fit on")
    var (columns, codes): ([Column], [[Int32]]) = ([], [])
    let values = tables.map { Self.values($0, includesLabel) }
    for feature in values[0].indices {
      let column = values.map { $0[feature] }
      switch column[0] {
      case .numeric(let numbers):
        let (shift, scale) = Self.scaling(numbers)
        columns.append(.number(feature: feature, shift: shift, scale: scale))
        codes.append([])
      case .categorical(let categories):
        let places = Self.levelColumns(categories)
        codes.append(places)
        let last = places.max() ?? 0
        columns += (0..<last).map { .level(feature: feature, column: $0 + 1) }
      }
      if column.contains(where: Self.hasMissing) { columns.append(.missing(feature: feature)) }
    }
    (self.columns, columnOfCode, self.includesLabel) = (columns, codes, includesLabel)
  }

  /// The number of encoded columns.
  package var width: Int { columns.count }

  /// Encodes a table.
  ///
  /// - Parameter table: A table aligned with those of the fit.
  /// - Returns: Records x columns, all finite.
  package func encode(_ table: Dataset) -> Tensor<Double> {
    let values = Self.values(table, includesLabel)
    var scalars = Array(repeating: 0.0, count: table.count * width)
    for (place, column) in columns.enumerated() {
      switch column {
      case .number(let feature, let shift, let scale):
        guard case .numeric(let numbers) = values[feature] else { continue }
        for (record, number) in numbers.enumerated() where !number.isNaN {
          let scaled = (number - shift) * scale
          scalars[record * width + place] = max(-Self.farthest, min(Self.farthest, scaled))
        }
      case .level(let feature, let column):
        guard case .categorical(let categories) = values[feature] else { continue }
        for (record, code) in categories.codes.enumerated()
        where code >= 0 && columnOfCode[feature][Int(code)] == column {
          scalars[record * width + place] = 1
        }
      case .missing(let feature):
        for (record, isMissing) in Self.missing(values[feature]).enumerated() where isMissing {
          scalars[record * width + place] = 1
        }
      }
    }
    return Tensor(shape: [table.count, width], scalars: scalars)
  }

  private static func values(_ table: Dataset, _ includesLabel: Bool) -> [Feature.Values] {
    table.features.map(\.values)
      + (includesLabel && table.label.isGiven ? [.categorical(table.label)] : [])
  }

  private static func missing(_ values: Feature.Values) -> [Bool] {
    switch values {
    case .numeric(let numbers): numbers.map(\.isNaN)
    case .categorical(let categories): categories.codes.map { $0 < 0 }
    }
  }

  private static func hasMissing(_ values: Feature.Values) -> Bool {
    missing(values).contains(true)
  }

  /// The mean and the reciprocal deviation; what varies in the release only is scaled by its size.
  private static func scaling(_ numbers: [Double]) -> (shift: Double, scale: Double) {
    let present = numbers.filter { !$0.isNaN }
    let count = Double(max(1, present.count))
    let center = present.reduce(0, +) / count
    let spread = present.reduce(0) { $0 + ($1 - center) * ($1 - center) } / count
    let size = max(1, present.reduce(0) { max($0, abs($1)) })
    guard center.isFinite, spread.isFinite else { return (0, 1 / size) }
    let deviation = spread.squareRoot()
    return (center, deviation > 1e-12 * abs(center) ? 1 / deviation : 1 / size)
  }

  /// The most frequent level has column 0, which is none, the next ones a column each, all others the last.
  private static func levelColumns(_ categories: Categories) -> [Int32] {
    var counts = Array(repeating: 0, count: categories.names.count)
    for code in categories.codes where code >= 0 { counts[Int(code)] += 1 }
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    var columns = Array(repeating: Int32(0), count: counts.count)
    for (place, level) in order.enumerated() {
      columns[level] = counts[level] > 0 && place < levelLimit ? Int32(place) : -1
    }
    let rest = (columns.max() ?? -1) + 1
    return columns.map { $0 < 0 ? rest : $0 }
  }
}
