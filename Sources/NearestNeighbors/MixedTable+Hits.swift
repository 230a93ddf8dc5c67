extension MixedTable {
  /// Whether each record is hit by one of another table: equal in all categories, near in every number.
  ///
  /// A missing value is hit by a missing one only.
  ///
  /// - Parameters:
  ///   - other: The table whose records hit, in the same domain.
  ///   - tolerance: The greatest difference of numbers, as a share of the column's range; 0 asks for equal ones.
  /// - Returns: One answer for each of these records.
  /// - Complexity: O(records) where categories tell records apart, records x others at worst.
  package func hits(in other: MixedTable, tolerance: Double) -> [Bool] {
    precondition(domain == other.domain, "tables of two domains have no hits")
    precondition(tolerance >= 0, "a tolerance of \(tolerance)")
    let width = domain.categories.count
    let groups = Dictionary(grouping: 0..<other.count) { record in
      other.codes[record * width..<(record + 1) * width]
    }
    let scales = domain.numbers.map(\.scale)
    return (0..<count).map { record in
      let group = groups[codes[record * width..<(record + 1) * width]] ?? []
      return group.contains { isNear(record, other, $0, scales, tolerance) }
    }
  }

  /// Whether a record equals one of a table in the same domain, missing values included.
  package func isEqual(_ record: Int, to other: MixedTable, _ otherRecord: Int) -> Bool {
    precondition(domain == other.domain, "tables of two domains have no equal records")
    let width = domain.categories.count
    return codes[record * width..<(record + 1) * width]
      == other.codes[otherRecord * width..<(otherRecord + 1) * width]
      && isNear(record, other, otherRecord, domain.numbers.map(\.scale), 0)
  }

  private func isNear(
    _ record: Int, _ other: MixedTable, _ otherRecord: Int, _ scales: [Double],
    _ tolerance: Double
  ) -> Bool {
    let width = scales.count
    for column in 0..<width {
      let own = numbers[record * width + column]
      let value = other.numbers[otherRecord * width + column]
      guard own.isNaN == value.isNaN else { return false }
      // The comparison is false where both are missing.
      if abs(own - value) * scales[column] > tolerance { return false }
    }
    return true
  }
}
