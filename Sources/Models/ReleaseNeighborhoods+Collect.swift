import Auditing
import NearestNeighbors

extension ReleaseNeighborhoods {
  /// Counts the released records around each attacked one, within the median distance to the nearest.
  ///
  /// - Parameters:
  ///   - audited: The attacked records.
  ///   - released: The released records, in the same space.
  ///   - nearest: Each attacked record's distance to the nearest released one, as a search in that space found it.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Throws: `CancellationError`.
  init<Points: PointSet>(
    of audited: Points, in released: Points, nearest: [Double], threads: Int
  ) async throws {
    // The lower of two middle values is a distance that occurs, so that a tie with it is one exactly.
    let radius = nearest.sorted()[(nearest.count - 1) / 2]
    let found = try await audited.within(radius, in: released, threads: threads)
    self.init(radius: radius, counts: found.counts, closeness: found.closeness)
  }
}
