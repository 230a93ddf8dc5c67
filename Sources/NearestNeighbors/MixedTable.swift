import CNeighbors
package import Tables

/// Records of mixed type, encoded for Gower's distance (Gower 1971).
///
/// The distance is the mean over columns: |difference| over the range for numbers, 0 or 1 for equal or different categories,
/// and what the domain's convention says where a value is missing. It is summed in double precision, numbers in the
/// order of their columns, then mismatches. Only records without a difference are at distance 0, or without a column in common
/// that differs, where missing values are skipped.
package struct MixedTable: PointSet {
  /// The domain, which tables that are compared share.
  package let domain: MixedDomain
  /// The number of records.
  package let count: Int
  /// Records x numeric columns, NaN where missing.
  let numbers: [Double]
  /// Records x columns of categories, -1 where missing.
  let codes: [Int32]
  /// The whole-number form that excludes records, column after column, each `stride` long.
  let keys: MixedKeys

  /// Encodes a data set.
  ///
  /// - Parameters:
  ///   - dataset: One of those that the domain was found from, or a selection of its records.
  ///   - domain: The domain.
  /// - Throws: `NeighborsError` naming a column that has other values than the domain.
  package init(_ dataset: Dataset, in domain: MixedDomain) throws(NeighborsError) {
    var columns: [[Double]] = []
    for number in domain.numbers {
      guard case .numeric(let values) = try Self.values(number.name, of: dataset) else {
        throw Self.foreign(number.name, dataset)
      }
      columns.append(values)
    }
    var codes: [[Int32]] = []
    for category in domain.categories {
      let values =
        category.isLabel
        ? .categorical(dataset.label) : try Self.values(category.name, of: dataset)
      guard let encoded = values.encoded(category.codes) else {
        throw Self.foreign(category.name, dataset)
      }
      codes.append(encoded)
    }
    self.init(domain: domain, count: dataset.count, numbers: columns, codes: codes)
  }

  private init(domain: MixedDomain, count: Int, numbers: [[Double]], codes: [[Int32]]) {
    (self.domain, self.count) = (domain, count)
    self.numbers = (0..<count).flatMap { record in numbers.map { $0[record] } }
    self.codes = (0..<count).flatMap { record in codes.map { $0[record] } }
    keys = MixedKeys(domain, count: count, numbers: numbers, codes: codes)
  }

  /// Keeps the given records in the given order; a record may be repeated.
  ///
  /// - Parameter rows: Places of records.
  /// - Returns: As many records as there are rows, in the same domain.
  package func selecting(_ rows: [Int]) -> MixedTable {
    let (numberCount, codeCount) = (domain.numbers.count, domain.categories.count)
    return MixedTable(
      domain: domain, count: rows.count,
      numbers: (0..<numberCount).map { column in
        rows.map { numbers[$0 * numberCount + column] }
      },
      codes: (0..<codeCount).map { column in rows.map { codes[$0 * codeCount + column] } })
  }

  /// The distance of a record to one of a table in the same domain, by the formula alone.
  ///
  /// - Parameters:
  ///   - record: The place of a record of this table.
  ///   - other: The other table.
  ///   - otherRecord: The place of a record of the other table.
  /// - Returns: The distance, from 0 on; at most 1 where all numbers lie within the ranges.
  package func distance(_ record: Int, to other: MixedTable, _ otherRecord: Int) -> Double {
    precondition(
      record >= 0 && record < count && otherRecord >= 0 && otherRecord < other.count,
      "records \(record) of \(count) and \(otherRecord) of \(other.count)")
    var measure = MixedMeasure(domain)
    return measure.distance(self, record, other, otherRecord)
  }

  private static func values(
    _ name: String, of dataset: Dataset
  ) throws(NeighborsError) -> Feature.Values {
    try MixedDomain.values(of: name, in: [dataset])[0]
  }

  private static func foreign(_ name: String, _ dataset: Dataset) -> NeighborsError {
    NeighborsError(
      "column '\(name)' of \(dataset.name) has values that the domain does not; "
        + "find the domain from all data sets that are compared")
  }
}

/// The distance of two records by the formula.
struct MixedMeasure {
  private let scales: [Double]
  private let categoryCount: Int
  private let columnCount: Double
  private let missing: MixedDomain.MissingValues

  init(_ domain: MixedDomain) {
    scales = domain.numbers.map(\.scale)
    categoryCount = domain.categories.count
    columnCount = Double(domain.columnCount)
    missing = domain.missing
  }

  mutating func distance(
    _ table: MixedTable, _ record: Int, _ other: MixedTable, _ otherRecord: Int
  ) -> Double {
    var present: Int64 = 0
    let sum = unsafe table.numbers.withUnsafeBufferPointer { numbers in
      unsafe other.numbers.withUnsafeBufferPointer { otherNumbers in
        unsafe table.codes.withUnsafeBufferPointer { codes in
          unsafe other.codes.withUnsafeBufferPointer { otherCodes in
            unsafe scales.withUnsafeBufferPointer { scales in
              let width = scales.count
              return unsafe rn_mixed_sum(
                start(numbers, record * width), start(otherNumbers, otherRecord * width),
                start(scales, 0), Int64(width), start(codes, record * categoryCount),
                start(otherCodes, otherRecord * categoryCount), Int64(categoryCount), &present)
            }
          }
        }
      }
    }
    // A number far outside a tiny range overflows; such a record must still be some neighbour.
    let finite = min(sum, .greatestFiniteMagnitude)
    switch missing {
    case .skipped: return present == 0 ? 1 : finite / Double(present)
    case .differs: return (finite + (columnCount - Double(present))) / columnCount
    }
  }
}

/// The address of an element; nil where there are none.
private func start<Element>(
  _ buffer: UnsafeBufferPointer<Element>, _ index: Int
) -> UnsafePointer<Element>? {
  unsafe buffer.isEmpty ? nil : buffer.baseAddress.map { unsafe $0 + index }
}
