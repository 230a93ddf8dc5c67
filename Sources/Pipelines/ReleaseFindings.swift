import Auditing
import Evaluation
import Metrics
import NearestNeighbors
import Results
import Tables

/// What is measured on a release beside the attacks on its members: disclosure and nearness to real records.
struct ReleaseFindings: Sendable {
  private(set) var readings: [Reading] = []
  private(set) var figures: [Run.Figure] = []

  /// Measures a release.
  ///
  /// - Parameters:
  ///   - given: The release beside the records that it came from.
  ///   - disclosure: How guesses are made.
  ///   - secrets: The columns that are inferred.
  ///   - ignored: Columns of the files that are not compared.
  ///   - plan: What is drawn and searched with.
  /// - Throws: An error in one line where records cannot be compared; `CancellationError`.
  init(
    _ given: GivenRelease, _ disclosure: DisclosureSettings, secrets: [String],
    ignored: [String] = [], plan: FindingsPlan
  ) async throws {
    guard let coordinates = given.records.coordinates else {
      let tables = ReleaseTables(
        given.records.dataset, members: given.membership.records(.member), holdOut: given.holdOut,
        released: given.released)
      readings = ReleaseCaveats(tables, ignored: ignored).readings
      try await nearness(tables, plan)
      readings += try await ReleaseDisclosure(
        tables, disclosure, secrets: secrets, plan: plan
      ).readings
      return
    }
    let nearness = try await ReleaseNearness(
      members: EuclideanPoints(coordinates.rows(given.membership.records(.member))),
      holdOut: EuclideanPoints(coordinates.rows(given.holdOut)),
      released: EuclideanPoints(coordinates.rows(given.released)), plan: plan,
      in: .init(name: coordinates.space, figure: "to-members-euclidean"))
    let images = ReleasedImages(given, nearestMembers: nearness.nearestMembers)
    readings = nearness.readings + images.readings
    figures = nearness.figures + images.figures
  }

  /// Distances of released records to real ones in Gower's space of all columns, and members that a released record hits.
  private mutating func nearness(_ tables: ReleaseTables, _ plan: FindingsPlan) async throws {
    let domain = try MixedDomain(
      ranges: [tables.members, tables.holdOut], also: [tables.released], includesLabel: false)
    let (members, holdOut, released) = (
      try MixedTable(tables.members, in: domain), try MixedTable(tables.holdOut, in: domain),
      try MixedTable(tables.released, in: domain)
    )
    let nearness = try await ReleaseNearness(
      members: members, holdOut: holdOut, released: released, plan: plan,
      in: .init(name: "Gower's distance", figure: "to-members"))
    readings += nearness.readings
    figures += nearness.figures
    readings.append(
      Reading(
        "hitting-rate", value: try hittingRate(members: members, synthetic: released),
        count: members.count,
        convention:
          "share of members with a released record equal in all levels and within a thirtieth "
          + "of each range; of the hold-out: "
          + decimal(try hittingRate(members: holdOut, synthetic: released))))
  }
}

/// What all findings on a release are drawn and searched with.
struct FindingsPlan: Sendable {
  let seed: UInt64
  /// The most searches in work at a time; changes the time only.
  let threads: Int
  /// The names of the learners that the release is judged by.
  var learners = standardLearners
}

/// A number in the words of a convention, with four decimals at most.
func decimal(_ value: Double) -> String {
  "\((value * 10_000).rounded() / 10_000)"
}
