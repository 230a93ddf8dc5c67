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
    let moments = try moments()
    let own = side == .into ? moments.into : moments.out
    if let place = own.counts.firstIndex(of: 0) {
      throw AuditingError.noModel(included: side == .into, record: place / queryCount)
    }
    guard queryCount > 1 else { return own.means }
    return stride(from: 0, to: own.means.count, by: queryCount).map { own.means[$0] }
  }
}
