import Auditing

/// How many records of a set have each combination of levels of a few columns.
struct CellCounts {
  /// A table of up to so many cells is held whole; of a larger one only the cells that occur are.
  private static let tableLimit = 1 << 20

  private let cells: MarginalCells
  private var table: [Int32] = []
  private var occurring: [Int: Int32] = [:]
  /// The number of records.
  let total: Int

  /// Counts records.
  ///
  /// - Parameters:
  ///   - rows: The records.
  ///   - cells: The numbers of the cells.
  init(_ rows: [Int], _ cells: MarginalCells) {
    self.cells = cells
    total = rows.count
    if cells.count <= Self.tableLimit {
      table = Array(repeating: 0, count: cells.count)
      for row in rows { table[cells.number(of: row)] += 1 }
    } else {
      for row in rows { occurring[cells.number(of: row), default: 0] += 1 }
    }
  }

  /// The records in the cell of a record.
  subscript(row: Int) -> Int {
    let cell = cells.number(of: row)
    return Int(table.isEmpty ? occurring[cell] ?? 0 : table[cell])
  }
}

/// The combinations of levels of a few columns, numbered.
struct MarginalCells {
  /// The number of combinations.
  let count: Int
  private let columns: [(codes: [Int32], size: Int)]

  /// Numbers the combinations of some columns; one, where there is no column.
  ///
  /// - Parameters:
  ///   - columns: Places of columns.
  ///   - levels: The columns' levels.
  /// - Throws: `AuditingError` where there are too many to be numbered.
  init(_ columns: [Int], of levels: ReleaseLevels) throws(AuditingError) {
    var count = 1
    for column in columns {
      let (product, overflows) = count.multipliedReportingOverflow(by: levels.sizes[column])
      guard !overflows else {
        throw AuditingError(
          "the columns \(columns.map { "'\(levels.names[$0])'" }.joined(separator: ", ")) have too many "
            + "combinations; name fewer of them, or lower 'bins'")
      }
      count = product
    }
    self.count = count
    self.columns = columns.map { (levels.codes[$0], levels.sizes[$0]) }
  }

  /// The number of a record's combination.
  func number(of row: Int) -> Int {
    columns.reduce(0) { $0 * $1.size + Int($1.codes[row]) }
  }
}
