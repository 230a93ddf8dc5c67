package import NearestNeighbors

/// The nearest records that measures of a release's nearness share, each searched once.
package struct ReleaseNeighbors: Sendable {
  /// The number of members, of records of the hold-out and of released records.
  package let counts: (members: Int, holdOut: Int, released: Int)
  /// Released records to members: two or more, as many as the share at equal sizes needs.
  package let toMembers: Neighbors
  /// Released records to the hold-out: as many.
  package let toHoldOut: Neighbors
  /// For each released record the nearest of the members followed by the hold-out, where equal records alone are at distance 0.
  package let nearest: [NearestTies]
  /// Hold-out records to members: two.
  package let holdOutToMembers: Neighbors
  /// Each member's distance to the nearest other.
  package let memberToOther: [Double]
  /// Each member's distance to the nearest released record.
  package let memberToReleased: [Double]
  /// Each member's distance to the nearest record of the hold-out.
  package let memberToHoldOut: [Double]

  /// Searches.
  ///
  /// - Parameters:
  ///   - released: The released records, at least one.
  ///   - members: The records that the release was made from, at least two.
  ///   - holdOut: Records that it was not made from, at least one.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Throws: `MetricsError` or `NeighborsError` where a set is too small; `CancellationError`.
  package init<Points: PointSet>(
    released: Points, members: Points, holdOut: Points, threads: Int
  ) async throws {
    counts = (members.count, holdOut.count, released.count)
    nearest = try await HoldOutShare.nearest(
      synthetic: released, members: members, holdOut: holdOut, threads: threads)
    let wanted = max(
      2,
      EqualSizeShare.neighborCount(
        smaller: min(members.count, holdOut.count), of: members.count + holdOut.count))
    toMembers = try await released.nearest(
      max(2, min(wanted, members.count)), in: members, threads: threads)
    toHoldOut = try await released.nearest(
      min(wanted, holdOut.count), in: holdOut, threads: threads)
    holdOutToMembers = try await holdOut.nearest(2, in: members, threads: threads)
    memberToOther = try await members.nearestOthers(1, threads: threads).distances
    memberToReleased = try await members.nearest(1, in: released, threads: threads).distances
    memberToHoldOut = try await members.nearest(1, in: holdOut, threads: threads).distances
  }

  /// The share of released records that are no near-copies of a member; lower is more disclosing.
  ///
  /// After Alaa et al. 2022. A record is authentic where it is farther from its nearest member than that member is from the nearest other member, strictly. The
  /// authors' code looks up that last distance under the released record's place instead of the member's, which compares
  /// unrelated records; this follows the paper.
  package var authenticShare: Double {
    let (distances, places) = (toMembers.distances(ofRank: 0), toMembers.indexes(ofRank: 0))
    return Double(zip(distances, places).count { memberToOther[$1] < $0 })
      / Double(counts.released)
  }

  /// The share of members to whom a released record is nearer than any other member; higher is more disclosing.
  ///
  /// After Yoon et al. 2020 (ADS-GAN). A release of the same law and size as the members makes it about 0.5, not 0: compare it with what the
  /// hold-out in the place of the release makes of it. A released record exactly as near as the nearest member does not count.
  package var identifiableShare: Double { nearerShare(memberToReleased) }

  /// The same with the hold-out in the place of the release.
  package var identifiableShareOfHoldOut: Double { nearerShare(memberToHoldOut) }

  private func nearerShare(_ distances: [Double]) -> Double {
    Double(zip(distances, memberToOther).count { $0 < $1 }) / Double(counts.members)
  }
}
