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
      observed, drawn: drawn, synthetic: nearest.count, members: memberCount,
      holdOut: realCount - memberCount)
  }

  /// Finds the nearest real records and measures.
  ///
  /// - Parameters:
  ///   - synthetic: The released records, at least one.
  ///   - members: The records that the release was made from, at least one.
  ///   - holdOut: Records that it was not made from, at least one.
  ///   - permutations: How memberships are shuffled; its width is the number of threads.
  /// - Throws: `MetricsError` where a set is empty; `CancellationError`.
  package init<Points: PointSet>(
    synthetic: Points, members: Points, holdOut: Points, permutations: Replicates
  ) async throws {
    guard synthetic.count > 0, members.count > 0, holdOut.count > 0 else {
      throw MetricsError(
        "\(synthetic.count) synthetic records, \(members.count) members and "
          + "\(holdOut.count) of the hold-out have no share; none may be empty")
    }
    let width = permutations.width
    let toMembers = try await synthetic.nearestTies(in: members, threads: width)
    let toHoldOut = try await synthetic.nearestTies(in: holdOut, threads: width)
    await self.init(
      zip(toMembers, toHoldOut).map { $0.joined(with: $1, from: members.count) },
      memberCount: members.count, realCount: members.count + holdOut.count,
      permutations: permutations)
  }
}

/// The synthetic records at distance 0 from a real one.
///
/// Common records occur in any sample: the hold-out says how many copies to expect. Higher is more disclosing.
package struct ExactCopies: Equatable, Sendable {
  /// The number of synthetic records.
  package let synthetic: Int
  /// Those that copy a member.
  package let ofMembers: Int
  /// Those that copy a record of the hold-out.
  package let ofHoldOut: Int
  /// The copies of members to expect of a generator that copied none: those of the hold-out, in proportion to the sizes.
  package let expectedFromHoldOut: Double
  /// The mean number of copies of members over shuffled memberships, which holds also where copies are not rare.
  package let expectedFromShuffles: Double
  /// The chance of at least as many copies of members under shuffled memberships, the observed one included; one-sided.
  package let pValue: Double

  init(
    _ observed: MembershipShuffle.Counts, drawn: [MembershipShuffle.Counts], synthetic: Int,
    members: Int, holdOut: Int
  ) {
    self.synthetic = synthetic
    ofMembers = observed.copiesOfMembers
    ofHoldOut = observed.copiesOfHoldOut
    expectedFromHoldOut = Double(ofHoldOut) * Double(members) / Double(holdOut)
    expectedFromShuffles = mean(drawn.map { Double($0.copiesOfMembers) })
    let exceeding = drawn.count { $0.copiesOfMembers >= observed.copiesOfMembers }
    pValue = Double(1 + exceeding) / Double(1 + drawn.count)
  }

  /// The share of synthetic records that copy a member.
  package var share: Double { Double(ofMembers) / Double(synthetic) }
}
