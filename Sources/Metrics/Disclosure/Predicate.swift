import Tables

/// A statement about a record that may be true of one record only.
struct Predicate: Hashable, Sendable {
  /// A statement about one column.
  struct Condition: Hashable, Sendable {
    enum Relation: Hashable, Sendable {
      case equal, notEqual, atLeast, atMost, missing
    }

    let column: Int
    let relation: Relation
    /// A number, or a level's code; 0 for `missing`.
    let value: Double
  }

  /// All of them must hold; in the order of the columns.
  let conditions: [Condition]

  init(_ conditions: [Condition]) {
    self.conditions = conditions.sorted { $0.column < $1.column }
  }
}

/// A table in which statements are looked up: numbers, and levels as their codes.
struct PredicateTable: Sendable {
  let columns: [[Double]]
  let isNumeric: [Bool]
  let count: Int

  init(_ dataset: Dataset) {
    count = dataset.count
    columns = dataset.features.map { feature in
      switch feature.values {
      case .numeric(let numbers): numbers
      case .categorical(let levels): levels.codes.map { $0 < 0 ? .nan : Double($0) }
      }
    }
    isNumeric = dataset.features.map { feature in
      if case .numeric = feature.values { true } else { false }
    }
  }

  /// Keeps some rows.
  init(_ table: PredicateTable, rows: [Int]) {
    count = rows.count
    columns = table.columns.map { column in rows.map { column[$0] } }
    isNumeric = table.isNumeric
  }

  /// The table with the first of equal rows only.
  var withoutRepeats: PredicateTable {
    var seen: Set<[UInt64]> = []
    let rows = (0..<count).filter { row in
      // Every missing value has one bit pattern, and so have both zeros.
      seen.insert(
        columns.map { $0[row].isNaN ? Double.nan.bitPattern : ($0[row] + 0).bitPattern }
      ).inserted
    }
    return PredicateTable(self, rows: rows)
  }

  /// Whether a statement is true of exactly one record.
  func singlesOut(_ predicate: Predicate) -> Bool {
    let first = predicate.conditions[0]
    let others = predicate.conditions.dropFirst()
    let values = columns[first.column]
    var found = 0
    for row in values.indices where first.holds(values[row]) {
      guard others.allSatisfy({ $0.holds(columns[$0.column][row]) }) else { continue }
      found += 1
      if found > 1 { return false }
    }
    return found == 1
  }

  /// The number of statements that are true of exactly one record.
  func successes(_ predicates: [Predicate]) -> Double {
    Double(predicates.count { singlesOut($0) })
  }
}

extension Predicate.Condition {
  @inline(__always)
  fileprivate func holds(_ number: Double) -> Bool {
    switch relation {
    case .equal: number == value
    // A missing value is not another value.
    case .notEqual: number < value || number > value
    case .atLeast: number >= value
    case .atMost: number <= value
    case .missing: number.isNaN
    }
  }
}
