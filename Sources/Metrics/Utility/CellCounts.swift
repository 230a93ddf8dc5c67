import Tables

/// How many records of two tables fall into each cell of a marginal.
///
/// A cell is one combination of levels of the marginal's columns. Where there are few combinations all have a place, else only those
/// that occur; the order of the cells means nothing.
struct CellCounts {
  /// The first table's records in each cell.
  let first: [Int32]
  /// The second table's records in the same cells.
  let second: [Int32]

  /// Combinations up to this many have a place each, whether they occur or not.
  private static let smallMarginal = 65_536

  /// Counts.
  ///
  /// - Parameters:
  ///   - tables: Two tables of one domain.
  ///   - columns: One to three different columns.
  /// - Complexity: O(records) where cells are few against records, else O(records log records).
  init(_ tables: (DiscreteTable, DiscreteTable), columns: [Int]) {
    precondition((1...3).contains(columns.count), "a marginal of \(columns.count) columns")
    precondition(tables.0.domain == tables.1.domain, "two tables of different domains")
    let sizes = columns.map { tables.0.domain.columns[$0].size }
    let cells = sizes.reduce(1, *)
    let codes = (
      Self.cellOfRecord(tables.0, columns, sizes), Self.cellOfRecord(tables.1, columns, sizes)
    )
    if cells <= max(Self.smallMarginal, 2 * (codes.0.count + codes.1.count)) {
      first = Self.dense(codes.0, cells: cells)
      second = Self.dense(codes.1, cells: cells)
    } else {
      (first, second) = Self.sparse(codes.0, codes.1)
    }
  }

  /// The number of a record's cell, its columns' codes being the digits, the first column's the highest.
  private static func cellOfRecord(
    _ table: DiscreteTable, _ columns: [Int], _ sizes: [Int]
  ) -> [Int] {
    var cells = table.codes[columns[0]].map { Int($0) }
    for (column, size) in zip(columns, sizes).dropFirst() {
      let levels = table.codes[column]
      let codes = levels.span
      var digits = cells.mutableSpan
      for record in digits.indices {
        digits[record] = digits[record] &* size &+ Int(codes[record])
      }
    }
    return cells
  }

  private static func dense(_ codes: [Int], cells: Int) -> [Int32] {
    var counts: [Int32] = Array(repeating: 0, count: cells)
    var target = counts.mutableSpan
    for code in codes { target[code] &+= 1 }
    return counts
  }

  private static func sparse(_ first: [Int], _ second: [Int]) -> ([Int32], [Int32]) {
    let (left, right) = (first.sorted(), second.sorted())
    var counts: ([Int32], [Int32]) = ([], [])
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      let cell = min(i < left.count ? left[i] : .max, j < right.count ? right[j] : .max)
      let (start, other) = (i, j)
      while i < left.count && left[i] == cell { i += 1 }
      while j < right.count && right[j] == cell { j += 1 }
      counts.0.append(Int32(i - start))
      counts.1.append(Int32(j - other))
    }
    return counts
  }

  /// Half the sum over cells of |share in the first - share in the second|, from 0 to 1; in whole numbers but for one division.
  ///
  /// - Parameters:
  ///   - first: The records of the first table, above 0.
  ///   - second: The records of the second table, above 0.
  /// - Returns: 0 where all shares agree, 1 where no cell holds records of both.
  func totalVariation(records first: Int, _ second: Int) -> Double {
    var total = 0
    let left = self.first.span
    let right = self.second.span
    for cell in left.indices {
      total &+= abs(Int(left[cell]) &* second &- Int(right[cell]) &* first)
    }
    return Double(total) / (2 * Double(first) * Double(second))
  }
}
