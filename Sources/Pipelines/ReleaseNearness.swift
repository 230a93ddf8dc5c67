import Auditing
import Metrics
import NearestNeighbors
import Results
import Statistics

/// How near released records come to members, beside the hold-out: distances, shares and copies.
struct ReleaseNearness: Sendable {
  /// Where distances are taken.
  struct Space: Sendable {
    /// The space in words, for conventions.
    let name: String
    /// The name of the figure of least distances.
    let figure: String
  }

  private(set) var readings: [Reading] = []
  private(set) var figures: [Run.Figure] = []
  /// The nearest member of each released record.
  let nearestMembers: ClosestRecords

  /// How often memberships are shuffled for a test.
  private static let shuffleCount = 1000

  private let space: Space
  private let plan: FindingsPlan

  /// Measures.
  ///
  /// - Parameters:
  ///   - members: The records that the release was made from.
  ///   - holdOut: Records that it was not made from.
  ///   - released: The released records.
  ///   - plan: What is drawn and searched with.
  ///   - space: Where these are.
  /// - Throws: An error in one line where a side has too few records; `CancellationError`.
  init<Points: PointSet>(
    members: Points, holdOut: Points, released: Points, plan: FindingsPlan, in space: Space
  ) async throws {
    (self.plan, self.space) = (plan, space)
    let neighbors = try await ReleaseNeighbors(
      released: released, members: members, holdOut: holdOut, threads: plan.threads)
    nearestMembers = ClosestRecords(neighbors.toMembers)
    closest(ClosestRecords(neighbors.holdOutToMembers))
    try await shares(neighbors)
    nearCopies(neighbors)
  }

  /// Low quantiles of distances and ratios, each beside the hold-out's.
  private mutating func closest(_ base: ClosestRecords) {
    let own = nearestMembers
    func reading(_ metric: String, _ value: Double, _ baseline: Double) -> Reading {
      Reading(
        metric, value: value, count: own.distances.count,
        convention: "released records to members, \(space.name); hold-out records to members: "
          + decimal(baseline))
    }
    for (name, fraction) in [("5%", 0.05), ("median", 0.5)] {
      readings += [
        reading(
          "dcr-\(name)", own.distance(atQuantile: fraction), base.distance(atQuantile: fraction)),
        reading("nndr-\(name)", own.ratio(atQuantile: fraction), base.ratio(atQuantile: fraction)),
      ]
    }
    figures = [
      Run.Figure(name: space.figure, shape: [own.distances.count], values: own.distances),
      Run.Figure(
        name: "hold-out-\(space.figure)", shape: [base.distances.count], values: base.distances),
    ]
  }

  /// Whether released records are nearer to members than to the hold-out by more than chance, and how many are copies.
  private mutating func shares(_ neighbors: ReleaseNeighbors) async throws {
    let (members, holdOut, released) = neighbors.counts
    let share = await HoldOutShare(
      neighbors.nearest, memberCount: members, realCount: members + holdOut,
      permutations: shuffles("hold-out share"))
    try Task.checkCancellation()
    readings.append(
      Reading(
        "dcr-member-share", value: share.share, interval: share.nullInterval, count: released,
        convention:
          "share of released records nearer to a member than to the hold-out, ties half; without a leak "
          + "\(decimal(share.expected)), the interval is what chance gives then; \(stated(share.pValue))"
      ))
    let equal = await EqualSizeShare(neighbors, permutations: shuffles("equal-size share"))
    let open = equal.undecided > 0 ? "; \(decimal(equal.undecided)) undecided, counted half" : ""
    readings.append(
      Reading(
        "dcr-member-share-equal-sizes", value: equal.share, interval: equal.nullInterval,
        count: released,
        convention:
          "the same, mean over all resamples of the larger side to the \(equal.size) records of the smaller one; without a "
          + "leak 0.5, the interval is what chance gives then; \(stated(equal.pValue))\(open)")
    )
    copies(share.copies, members: members, holdOut: holdOut)
  }

  private func shuffles(_ purpose: String) -> Replicates {
    Replicates(
      count: Self.shuffleCount, seed: plan.seed, label: "release/\(purpose)", width: plan.threads)
  }

  private func stated(_ pValue: Double) -> String {
    statedPValue(pValue, least: 1 / Double(1 + Self.shuffleCount))
  }

  /// Released records that equal a real one, and the real ones that they equal.
  private mutating func copies(_ copies: ExactCopies, members: Int, holdOut: Int) {
    readings += [
      Reading(
        "exact-copies", value: copies.share, interval: copies.nullInterval, count: copies.synthetic,
        convention:
          "\(copies.ofMembers) released records equal a member, \(copies.ofHoldOut) a hold-out record; "
          + "the interval is what chance gives over shuffled memberships; \(stated(copies.pValue))"
      ),
      Reading(
        "exact-copies-of-hold-out", value: Double(copies.ofHoldOut) / Double(copies.synthetic),
        count: copies.synthetic,
        convention:
          "at this rate \(decimal(copies.expectedFromHoldOut)) released records would equal a member"
      ),
    ]
    let sides = [
      ("copied-members", copies.copiedMembers, members),
      ("copied-hold-out", copies.copiedHoldOut, holdOut),
    ]
    readings += sides.map { metric, copied, count in
      Reading(
        metric, value: Double(copied) / Double(count),
        interval: clopperPearson(successes: copied, trials: count, level: 0.95), count: count,
        convention: "\(copied) of \(count) stand in the release, all columns equal")
    }
  }

  /// Shares that compare distances among members with those to the release.
  private mutating func nearCopies(_ neighbors: ReleaseNeighbors) {
    readings += [
      Reading(
        "authenticity", value: neighbors.authenticShare, count: neighbors.counts.released,
        convention:
          "share of released records farther from their nearest member than that member is "
          + "from the nearest other; lower is more disclosing"),
      Reading(
        "identifiability", value: neighbors.identifiableShare, count: neighbors.counts.members,
        convention:
          "share of members nearer to a released record than to another member, in \(space.name); "
          + "the hold-out in the place of the release: \(decimal(neighbors.identifiableShareOfHoldOut))"
      ),
    ]
  }
}
