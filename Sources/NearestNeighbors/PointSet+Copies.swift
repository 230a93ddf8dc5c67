extension PointSet {
  /// Finds the nearest record of another set and all that are as near, where equal records alone are at distance 0.
  ///
  /// A missing value that is skipped brings records to distance 0 that are not equal. Where some of the nearest equal the record,
  /// missing values included, they alone are the nearest. Where none does, the distance becomes the least number above 0.
  ///
  /// - Parameters:
  ///   - reference: The set that they are taken from.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Returns: The nearest records of each of these, at distance 0 only where they are equal.
  /// - Throws: `NeighborsError` where the set is empty; `CancellationError`.
  package func nearestTiesOrCopies(
    in reference: Self, threads: Int
  ) async throws -> [NearestTies] {
    let found = try await nearestTies(in: reference, threads: threads)
    return found.enumerated().map { record, ties in
      guard ties.distance == 0 else { return ties }
      let equal = ties.indexes.filter { isEqual(record, to: reference, $0) }
      return equal.isEmpty
        ? NearestTies(distance: .leastNonzeroMagnitude, indexes: ties.indexes)
        : NearestTies(distance: 0, indexes: equal)
    }
  }
}
