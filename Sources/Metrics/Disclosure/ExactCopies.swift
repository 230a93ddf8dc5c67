import NearestNeighbors
package import Statistics

/// The synthetic records that equal a real one, and the real ones that they equal.
///
/// Common records occur in any sample: the hold-out says how many copies to expect. Higher is more disclosing.
package struct ExactCopies: Equatable, Sendable {
  /// The number of synthetic records.
  package let synthetic: Int
  /// Those that copy a member.
  package let ofMembers: Int
  /// Those that copy a record of the hold-out.
  package let ofHoldOut: Int
  /// The members that some synthetic record equals.
  package let copiedMembers: Int
  /// The records of the hold-out that some synthetic record equals.
  package let copiedHoldOut: Int
  /// The copies of members to expect of a generator that copied none: those of the hold-out, in proportion to the sizes.
  package let expectedFromHoldOut: Double
  /// The mean number of copies of members over shuffled memberships, which holds also where copies are not rare.
  package let expectedFromShuffles: Double
  /// The middle 95 % of the share that copies a member over shuffled memberships.
  package let nullInterval: Interval
  /// The chance of at least as many copies of members under shuffled memberships, the observed one included; one-sided.
  package let pValue: Double

  init(
    _ observed: MembershipShuffle.Counts, drawn: [MembershipShuffle.Counts],
    of nearest: [NearestTies],
    members: Int, holdOut: Int
  ) {
    synthetic = nearest.count
    ofMembers = observed.copiesOfMembers
    ofHoldOut = observed.copiesOfHoldOut
    let copied = Set(nearest.lazy.filter { $0.distance == 0 }.flatMap(\.indexes))
    copiedMembers = copied.count { $0 < members }
    copiedHoldOut = copied.count - copiedMembers
    expectedFromHoldOut = Double(ofHoldOut) * Double(members) / Double(holdOut)
    let counts = drawn.map { Double($0.copiesOfMembers) }
    expectedFromShuffles = mean(counts)
    let shares = counts.map { $0 / Double(nearest.count) }.sorted()
    nullInterval = Interval(
      low: quantile(shares, at: 0.025), high: quantile(shares, at: 0.975), level: 0.95,
      method: "shuffled memberships")
    let exceeding = drawn.count { $0.copiesOfMembers >= observed.copiesOfMembers }
    pValue = Double(1 + exceeding) / Double(1 + drawn.count)
  }

  /// The share of synthetic records that copy a member.
  package var share: Double { Double(ofMembers) / Double(synthetic) }
}
