package import NearestNeighbors

/// The share of synthetic records that are no near-copies of a member.
///
/// After Alaa et al. 2022. From 0 to 1; lower is more disclosing. A record is authentic where it is farther from its nearest member than that member is from the nearest other
/// member, strictly. The authors' code looks up that last distance under the synthetic record's place instead of the
/// member's, which compares unrelated records; this follows the paper.
///
/// - Parameters:
///   - synthetic: The released records, at least one.
///   - members: The records that the generator saw, at least two.
///   - threads: The most blocks in work at a time; the result does not depend on it.
/// - Returns: The share of authentic records.
/// - Throws: `MetricsError` where nothing was released; `NeighborsError` where there are too few members; `CancellationError`.
package func authenticity<Points: PointSet>(
  synthetic: Points, members: Points, threads: Int
) async throws -> Double {
  guard synthetic.count > 0 else {
    throw MetricsError("no synthetic records to judge the authenticity of; bring a release")
  }
  let own = try await members.nearestOthers(1, threads: threads).distances
  let nearest = try await synthetic.nearest(1, in: members, threads: threads)
  let authentic = zip(nearest.distances, nearest.indexes).count { own[$1] < $0 }
  return Double(authentic) / Double(synthetic.count)
}
