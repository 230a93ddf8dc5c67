import Auditing

/// Which reference models of a record an attack compares it with.
enum ReferenceSide {
  /// Those that did not see it.
  case out
  /// Those that saw it.
  case into

  /// Whether a model is on this side.
  func contains(_ isIncluded: Bool) -> Bool { isIncluded == (self == .into) }
}

extension SignalBank {
  /// The mean over the models of one side of each record, of the first query.
  ///
  /// - Parameter side: Which models.
  /// - Returns: One mean for each record.
  /// - Throws: `AuditingError` where a record has no model on the side.
  func means(_ side: ReferenceSide) throws -> [Double] {
    try blocks.flatMap { records in
      let queries = try firstQueries(records)
      var counts = Array(repeating: 0.0, count: records.count)
      var sums = counts
      queries.forEach { place, value, isIncluded in
        let weight = side.contains(isIncluded) ? 1.0 : 0
        counts[place] += weight
        sums[place] += weight * value
      }
      try requireModels(counts, side, from: records.lowerBound)
      return zip(sums, counts).map { $0 / $1 }
    }
  }

  /// Requires that each record has a model on a side.
  ///
  /// - Parameters:
  ///   - counts: How many models each record has.
  ///   - side: Which side.
  ///   - first: The position of the first of the records.
  /// - Throws: `AuditingError` naming the first record that has none.
  func requireModels(
    _ counts: [Double], _ side: ReferenceSide, from first: Int
  ) throws(AuditingError) {
    if let place = counts.firstIndex(of: 0) {
      throw .noModel(included: side == .into, record: first + place)
    }
  }
}
