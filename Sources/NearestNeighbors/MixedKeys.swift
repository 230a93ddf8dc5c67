import CNeighbors

/// The whole-number form of a table of mixed type, in which records are excluded that cannot matter.
///
/// A number becomes the whole steps, `unit` of which are its column's range, from the column's least value up, cut to one range below
/// and two above it; a category becomes its code, modulo a number below 2¹⁵. For the keys of two records hence
///
///     sum of |key - key'| over numbers + unit x different keys of categories <= unit x S + N,
///
/// S being the sum of Gower's distances of the columns and N the number of numeric ones: rounding down moves a difference by less
/// than a step, and cutting or taking remainders can only bring keys closer. If missing columns are skipped, the
/// distance is S over the w columns present of C, and a record as near as D has S <= D w, or S + D (C - w) <= D C: so a
/// column missing on either side adds D x unit, rounded down, and the sum is compared with D C unit + N. If missing columns
/// differ, they add `unit`. Sums that leave 16 bits stay at their greatest value and are only excluded by less.
struct MixedKeys: Equatable, Sendable {
  /// Column after column, numbers first.
  let values: [Int16]
  /// How far apart columns start: the number of records, rounded up to whole strips.
  let stride: Int
  /// The steps of a numeric column's range.
  let unit: Int
  /// Whether any value is missing.
  let hasMissing: Bool

  init(_ domain: MixedDomain, count: Int, numbers: [[Double]], codes: [[Int32]]) {
    stride = (count + Int(RN_STRIP) - 1) / Int(RN_STRIP) * Int(RN_STRIP)
    unit = min(2048, Int(UInt16.max) / domain.columnCount)
    let padding = Array(repeating: Int16(0), count: stride - count)
    var values: [Int16] = []
    values.reserveCapacity(stride * domain.columnCount)
    for (column, number) in zip(numbers, domain.numbers) {
      let steps = Double(unit)
      for value in column {
        let scaled = (value - number.least) * number.scale
        values.append(
          value.isNaN
            ? Int16(RN_MISSING_NUMBER) : Int16((min(max(scaled, -1), 2) * steps).rounded(.down)))
      }
      values += padding
    }
    for column in codes {
      for code in column {
        values.append(code < 0 ? Int16(RN_MISSING_CATEGORY) : Int16(code % 32_749))
      }
      values += padding
    }
    self.values = values
    hasMissing =
      numbers.contains { $0.contains { $0.isNaN } } || codes.contains { $0.contains { $0 < 0 } }
  }

  /// The keys of queries, row after row, with the values that mark what a query misses; absent queries are zero.
  ///
  /// - Parameters:
  ///   - records: Places of at most as many records as a pass takes queries.
  ///   - numbers: The number of numeric columns.
  ///   - columns: The number of columns.
  /// - Returns: As many rows as a pass takes queries.
  func queries(_ records: Range<Int>, numbers: Int, columns: Int) -> [Int16] {
    var rows = Array(repeating: Int16(0), count: Int(RN_QUERIES) * columns)
    for (query, record) in records.enumerated() {
      for column in 0..<columns {
        let key = values[column * stride + record]
        let isMissing =
          column < numbers ? key == RN_MISSING_NUMBER : key == RN_MISSING_CATEGORY
        let marked = column < numbers ? RN_MISSING_NUMBER_OF_QUERY : RN_MISSING_CATEGORY_OF_QUERY
        rows[query * columns + column] = isMissing ? Int16(marked) : key
      }
    }
    return rows
  }
}
