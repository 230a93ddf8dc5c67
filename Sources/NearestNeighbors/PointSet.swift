/// Records with a distance between them, among which neighbours are found exactly.
///
/// Every answer follows from distances in double precision that do not depend on the processor, on the number of threads
/// or on how the work is cut into blocks: a fast pass only leaves out records that a proven bound excludes. The
/// distance of a record to an exact copy is 0.
package protocol PointSet: Sendable {
  /// The number of records.
  var count: Int { get }

  /// Whether a record equals one of another set in every column; missing values equal each other only.
  ///
  /// - Parameters:
  ///   - record: The place of a record of this set.
  ///   - other: The other set, in the same space.
  ///   - otherRecord: The place of a record of the other set.
  /// - Returns: True where no column differs.
  func isEqual(_ record: Int, to other: Self, _ otherRecord: Int) -> Bool

  /// Finds what the collectors ask for; use the methods below.
  ///
  /// - Parameters:
  ///   - reference: The records that are compared with each of these.
  ///   - plan: What is compared, and on how many threads.
  ///   - collector: Makes an empty collector for a block of queries.
  /// - Returns: The collectors in the order of the queries.
  /// - Throws: `CancellationError`.
  func search<Found: Collector>(
    _ reference: Self, plan: SearchPlan, collector: @escaping @Sendable (Range<Int>) -> Found
  ) async throws -> [Found]
}

/// How a search is done, apart from what it looks for.
package struct SearchPlan: Equatable, Sendable {
  /// True where a query and the record at the same place are one and the same.
  var excludesSelf = false
  /// For each record of the reference set, the distance from which on it does not count; nil where all count.
  var radii: [Double]?
  /// The most blocks in work at a time.
  var threads: Int
}

extension PointSet {
  /// Finds the nearest records of another set.
  ///
  /// - Parameters:
  ///   - k: The neighbours wanted, at least 1.
  ///   - reference: The set that they are taken from.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Returns: The neighbours of each of these records.
  /// - Throws: `NeighborsError` where the set has fewer than `k` records; `CancellationError`.
  /// - Complexity: O(records x reference x columns) time, O(records x (k + columns)) memory.
  package func nearest(_ k: Int, in reference: Self, threads: Int) async throws -> Neighbors {
    try await nearest(k, in: reference, plan: SearchPlan(threads: threads))
  }

  /// Finds the nearest other records of this set; a copy at another place is another record.
  ///
  /// - Parameters:
  ///   - k: The neighbours wanted, at least 1.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Returns: The neighbours of each record.
  /// - Throws: `NeighborsError` where there are no `k` others; `CancellationError`.
  package func nearestOthers(_ k: Int, threads: Int) async throws -> Neighbors {
    try await nearest(k, in: self, plan: SearchPlan(excludesSelf: true, threads: threads))
  }

  private func nearest(
    _ k: Int, in reference: Self, plan: SearchPlan
  ) async throws -> Neighbors {
    precondition(k > 0, "\(k) neighbours")
    let available = reference.count - (plan.excludesSelf ? 1 : 0)
    guard k <= available else {
      throw NeighborsError(
        "\(k) nearest\(plan.excludesSelf ? " other" : "") records asked of a set of "
          + "\(reference.count); ask for fewer neighbours or bring more records")
    }
    let found = try await search(reference, plan: plan) { NearestK(k, queries: $0) }
    return Neighbors(
      k: k, distances: found.flatMap(\.distances), indexes: found.flatMap(\.indexes))
  }

  /// Finds the nearest record of another set and all that are as near.
  ///
  /// - Parameters:
  ///   - reference: The set that they are taken from.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Returns: The nearest records of each of these.
  /// - Throws: `NeighborsError` where the set is empty; `CancellationError`.
  package func nearestTies(in reference: Self, threads: Int) async throws -> [NearestTies] {
    guard reference.count > 0 else {
      throw NeighborsError("the nearest record asked of an empty set; bring records")
    }
    return try await search(reference, plan: SearchPlan(threads: threads)) {
      NearestWithTies(queries: $0)
    }.flatMap(\.ties)
  }

  /// Counts the balls around other records in which each of these records lies.
  ///
  /// - Parameters:
  ///   - centres: The centres.
  ///   - radii: The radius of each ball; a record lies inside where its distance is strictly less.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Returns: A count for each of these records.
  /// - Throws: `CancellationError`.
  package func ballCounts(
    around centres: Self, radii: [Double], threads: Int
  ) async throws -> [Int] {
    precondition(
      radii.count == centres.count && radii.allSatisfy { $0 >= 0 },
      "\(radii.count) radii, none negative or missing, for \(centres.count) balls")
    return try await search(centres, plan: SearchPlan(radii: radii, threads: threads)) {
      BallCounts(radii: radii, queries: $0)
    }.flatMap(\.counts)
  }
}
