package import NearestNeighbors
package import Statistics

/// The share of synthetic records that are nearer to a member than to a record of the hold-out.
///
/// A record as near to both counts half. A generator that learnt the law and no record makes this members / (members + hold-out), the
/// chance that the nearest of all real records happens to be a member, and 0.5 only where both sets are equally large.
/// Higher is more disclosing. The test shuffles which real records are members: it allows for real records that are
/// the nearest of many synthetic ones, which a binomial test of the synthetic records would take for that many findings.
package struct HoldOutShare: Equatable, Sendable {
  /// The share, from 0 to 1.
  package let share: Double
  /// The share under no leak, members / (members + hold-out).
  package let expected: Double
  /// The middle 95 % of the share over shuffled memberships.
  package let nullInterval: Interval
  /// The chance of a share at least as high under shuffled memberships, the observed one included; one-sided.
  package let pValue: Double
  /// The synthetic records that are as near to a member as to the hold-out.
  package let ties: Int
  /// The exact copies, tested over the same shuffles.
  package let copies: ExactCopies

  /// Measures.
  ///
  /// - Parameters:
  ///   - nearest: For each synthetic record, the nearest of the members followed by the hold-out; at least one record.
  ///   - memberCount: The number of members, at least 1; places from there on are of the hold-out, at least one.
  ///   - realCount: The number of members and hold-out records.
  ///   - permutations: How memberships are shuffled.
  package init(
    _ nearest: [NearestTies], memberCount: Int, realCount: Int, permutations: Replicates
  ) async {
    precondition(
      !nearest.isEmpty && memberCount > 0 && memberCount < realCount,
      "\(nearest.count) records near \(memberCount) members of \(realCount) real records")
    let shuffle = MembershipShuffle(nearest, memberCount: memberCount, realCount: realCount)
    let (observed, drawn) = await shuffle.counts(permutations)
    let total = Double(2 * nearest.count)
    let shares = drawn.map { Double($0.halfPoints) / total }.sorted()
    share = Double(observed.halfPoints) / total
    expected = Double(memberCount) / Double(realCount)
    nullInterval = Interval(
      low: quantile(shares, at: 0.025), high: quantile(shares, at: 0.975), level: 0.95,
      method: "shuffled memberships")
    pValue =
      Double(1 + drawn.count { $0.halfPoints >= observed.halfPoints }) / Double(1 + drawn.count)
    ties = observed.ties
    copies = ExactCopies(
      observed, drawn: drawn, of: nearest, members: memberCount, holdOut: realCount - memberCount)
  }

  /// Finds the nearest real records of synthetic ones, where equal records alone are at distance 0.
  ///
  /// - Parameters:
  ///   - synthetic: The released records, at least one.
  ///   - members: The records that the release was made from, at least one.
  ///   - holdOut: Records that it was not made from, at least one.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Returns: For each synthetic record, the nearest of the members followed by the hold-out.
  /// - Throws: `MetricsError` where a set is empty; `CancellationError`.
  package static func nearest<Points: PointSet>(
    synthetic: Points, members: Points, holdOut: Points, threads: Int
  ) async throws -> [NearestTies] {
    guard synthetic.count > 0, members.count > 0, holdOut.count > 0 else {
      throw MetricsError(
        "\(synthetic.count) synthetic records, \(members.count) members and "
          + "\(holdOut.count) of the hold-out have no share; none may be empty")
    }
    let toMembers = try await synthetic.nearestTiesOrCopies(in: members, threads: threads)
    let toHoldOut = try await synthetic.nearestTiesOrCopies(in: holdOut, threads: threads)
    return zip(toMembers, toHoldOut).map { $0.joined(with: $1, from: members.count) }
  }
}
