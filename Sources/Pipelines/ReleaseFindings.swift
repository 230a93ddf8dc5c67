import Auditing
import ImageSets
import Metrics
import NearestNeighbors
import Results
import Statistics
import Tables

/// What is measured on a release beside the attacks on its members: disclosure and nearness to real records.
struct ReleaseFindings: Sendable {
  private(set) var readings: [Reading] = []
  private(set) var figures: [Run.Figure] = []

  private let tables: ReleaseTables
  /// Where distances are taken, for conventions.
  private let space: String
  private let settings: DisclosureSettings
  private let seed: UInt64
  private let threads: Int

  /// Measures a release.
  ///
  /// - Parameters:
  ///   - given: The release beside the records that it came from.
  ///   - experiment: What is asked.
  ///   - threads: The most searches in work at a time; changes the time only.
  /// - Throws: An error in one line where records cannot be compared; `CancellationError`.
  init(_ given: GivenRelease, _ experiment: ReleaseExperiment, threads: Int) async throws {
    tables = ReleaseTables(
      given.records.dataset, members: given.membership.records(.member), holdOut: given.holdOut,
      released: given.released)
    settings = experiment.disclosure
    seed = UInt64(experiment.seed)
    self.threads = threads
    space = given.records.coordinates?.space ?? "Gower's distance"
    if let coordinates = given.records.coordinates {
      try await images(given, coordinates)
      return
    }
    try await nearness()
    singlingOut()
    try await linkability()
    try await inference(experiment.secrets)
  }

  private func generator(_ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: seed, label: "release/\(purpose)")
  }

  /// Distances of released records to real ones, in Gower's space of all columns.
  private mutating func nearness() async throws {
    let domain = try MixedDomain(
      ranges: [tables.members, tables.holdOut], also: [tables.released], includesLabel: false)
    let (members, holdOut) = (
      try MixedTable(tables.members, in: domain), try MixedTable(tables.holdOut, in: domain)
    )
    let released = try MixedTable(tables.released, in: domain)
    try await nearness(members, holdOut, released, figures: "to-members")
    readings.append(
      Reading(
        "hitting-rate", value: try hittingRate(members: members, synthetic: released),
        count: members.count,
        convention:
          "share of members with a released record equal in all levels and within a thirtieth "
          + "of each range; of the hold-out: "
          + decimal(try hittingRate(members: holdOut, synthetic: released))))
    try await identifiable(members, holdOut, released)
  }

  /// The same of images, by their coordinates, and what cannot be asked of images.
  private mutating func images(_ given: GivenRelease, _ coordinates: Coordinates) async throws {
    let members = try EuclideanPoints(
      coordinates.rows(given.membership.records(.member)))
    let holdOut = try EuclideanPoints(coordinates.rows(given.holdOut))
    let released = try EuclideanPoints(coordinates.rows(given.released))
    try await nearness(members, holdOut, released, figures: "to-members-euclidean")
    try await identifiable(members, holdOut, released)
    try await closestPairs(released, members)
    if let images = given.images {
      let rows = given.released
      let shown = min(Self.shownImages, rows.count)
      let (shape, values) = images.figure((0..<shown).map { rows[$0 * rows.count / shown] })
      figures.append(
        Run.Figure(
          name: "released-images", shape: [shown, shape.height, shape.width, shape.channels],
          values: values))
    }
    for (metric, reason) in Self.columnMeasures {
      readings.append(
        Reading(
          metric, value: nil, count: released.count, status: .notApplicable,
          convention: "not measured on images: \(reason)"))
    }
  }

  /// The most released images that a report shows.
  private static let shownImages = 48

  /// What is asked of columns, which images do not have.
  private static let columnMeasures = [
    ("hitting-rate", "it asks for equal levels and near numbers in every column"),
    ("singling-out-univariate", "statements are on columns, and a point is none"),
    ("singling-out-multivariate", "statements are on columns, and a point is none"),
    ("linkability", "no holder knows columns of an image"),
    ("inference:attributes", "no attribute is a column of an image"),
  ]

  /// The released images nearest to members, by row numbers alone.
  private mutating func closestPairs(
    _ released: EuclideanPoints, _ members: EuclideanPoints
  ) async throws {
    let nearest = try await released.nearest(1, in: members, threads: threads)
    let order = (0..<released.count).sorted {
      (nearest.distances[$0], $0) < (nearest.distances[$1], $1)
    }.prefix(20)
    figures.append(
      Run.Figure(
        name: "closest-pairs", labels: ["released", "member", "distance"],
        shape: [order.count, 3],
        values: order.flatMap {
          [Double($0), Double(nearest.indexes[$0]), nearest.distances[$0]]
        }))
  }

  /// Distances of released records to real ones, beside those of the hold-out.
  private mutating func nearness<Points: PointSet>(
    _ members: Points, _ holdOut: Points, _ released: Points, figures name: String
  ) async throws {
    let distances = try await DistanceToClosestRecord(
      synthetic: released, members: members, holdOut: holdOut, threads: threads)
    readings += closest(distances)
    figures += [
      Run.Figure(
        name: name, shape: [released.count], values: distances.toMembers.distances),
      Run.Figure(
        name: "hold-out-\(name)", shape: [holdOut.count],
        values: distances.holdOutToMembers.distances),
    ]
    try await share(members, holdOut, released)
    readings.append(
      Reading(
        "authenticity",
        value: try await authenticity(
          synthetic: released, members: members, threads: threads), count: released.count,
        convention:
          "share of released records farther from their nearest member than that member is "
          + "from the nearest other; lower is more disclosing"))
  }

  /// The share of members that a released record is nearest to, beside what hold-out records in its place would have.
  private mutating func identifiable<Points: PointSet>(
    _ members: Points, _ holdOut: Points, _ released: Points
  ) async throws {
    let own = try await identifiability(members: members, synthetic: released, threads: threads)
    let base = try await identifiability(members: members, synthetic: holdOut, threads: threads)
    readings.append(
      Reading(
        "identifiability", value: own, count: members.count,
        convention:
          "share of members nearer to a released record than to another member, in \(space); "
          + "the hold-out in the place of the release: \(decimal(base))"))
  }

  /// Low quantiles of distances and ratios, each beside the hold-out's.
  private func closest(_ distances: DistanceToClosestRecord) -> [Reading] {
    let (own, base) = (distances.toMembers, distances.holdOutToMembers)
    let count = own.distances.count
    func reading(_ metric: String, _ value: Double, _ baseline: Double) -> Reading {
      Reading(
        metric, value: value, count: count,
        convention: "released records to members, \(space); hold-out records to members: "
          + decimal(baseline))
    }
    return [0.05, 0.5].flatMap { fraction in
      let name = fraction == 0.5 ? "median" : "5%"
      return [
        reading(
          "dcr-\(name)", own.distance(atQuantile: fraction), base.distance(atQuantile: fraction)),
        reading("nndr-\(name)", own.ratio(atQuantile: fraction), base.ratio(atQuantile: fraction)),
      ]
    }
  }

  /// Whether released records are nearer to members than to the hold-out by more than chance, and how many are copies.
  private mutating func share<Points: PointSet>(
    _ members: Points, _ holdOut: Points, _ released: Points
  ) async throws {
    let share = try await HoldOutShare(
      synthetic: released, members: members, holdOut: holdOut,
      permutations: Replicates(
        count: 1000, seed: seed, label: "release/hold-out share", width: threads)
    )
    readings.append(
      Reading(
        "dcr-member-share", value: share.share, interval: share.nullInterval, count: released.count,
        convention:
          "share of released records nearer to a member than to the hold-out, ties half; without a leak "
          + "\(decimal(share.expected)), the interval is what chance gives then; p = \(decimal(share.pValue))"
      ))
    let copies = share.copies
    readings.append(
      Reading(
        "exact-copies", value: Double(copies.ofMembers) / Double(released.count),
        count: released.count,
        convention:
          "\(copies.ofMembers) released records equal a member, \(copies.ofHoldOut) a hold-out record; "
          + "by the hold-out's rate \(decimal(copies.expectedFromHoldOut, 1)) would equal a member; "
          + "p = \(decimal(copies.pValue)) over shuffled memberships"))
  }

  /// Names the convention in readings that do not follow the corrected one.
  private var source: String {
    settings.convention == .anonymeter ? ", by Anonymeter 1.1.0's convention" : ""
  }

  private mutating func singlingOut() {
    var generator = generator("singling out")
    let attack = SinglingOut(tables, convention: settings.convention, using: &generator)
    let places =
      attack.recordCount == attack.holdOutCount
      ? "\(attack.recordCount) records of each side"
      : "\(attack.recordCount) members and \(attack.holdOutCount) hold-out records"
    let kinds: [(String, SinglingOut.Kind, String)] = [
      (
        "singling-out-univariate", .univariate,
        "statements on one column"
          + (settings.convention == .corrected ? ", columns taking turns" : "")
      ),
      (
        "singling-out-multivariate", .multivariate(columns: settings.columns),
        "statements on \(settings.columns) columns of a released record"
      ),
    ]
    for (metric, kind, convention) in kinds {
      let risk = attack.risk(kind, attempts: settings.attempts, using: &generator)
      readings.append(
        risk?.reading(
          metric,
          convention: "\(convention), looked up in \(places)\(source)")
          ?? Reading(
            metric, value: nil, count: 0, status: .notApplicable,
            convention: "\(convention): none is true of exactly one released record"))
    }
  }

  private mutating func linkability() async throws {
    let columns = tables.columns
    let first =
      settings.firstHolder.isEmpty
      ? columns.prefix(columns.count / 2).filter { !settings.secondHolder.contains($0) }
      : settings.firstHolder
    let second =
      settings.secondHolder.isEmpty
      ? columns.filter { !first.contains($0) } : settings.secondHolder
    for column in first + second where !columns.contains(column) {
      throw PipelinesError(
        "'disclosure' names the column '\(column)', which is not compared; the columns are \(columns)"
      )
    }
    guard !first.isEmpty, !second.isEmpty else {
      readings.append(
        Reading(
          "linkability", value: nil, count: 0, status: .notApplicable,
          convention: "fewer than two columns to divide between two holders"))
      return
    }
    var generator = generator("linkability")
    let risk = try await Linkability(
      tables, parts: (first, second), convention: settings.convention, threads: threads
    )
    .risk(attempts: settings.attempts, using: &generator)
    readings.append(
      risk.reading(
        "linkability",
        convention:
          "one holder knows \(first.joined(separator: ", ")); the other \(second.joined(separator: ", "))\(source)"
      ))
  }

  private mutating func inference(_ secrets: [String]) async throws {
    for secret in secrets where tables.columns.count > 1 {
      var generator = generator("inference of \(secret)")
      let risk = try await AttributeInference(
        tables, secret: secret, convention: settings.convention, threads: threads
      )
      .risk(attempts: settings.attempts, using: &generator)
      readings.append(
        risk.reading(
          "inference:\(secret)", convention: "from all other columns, a number within 5 %\(source)")
      )
    }
  }

  private func decimal(_ value: Double, _ places: Int = 4) -> String {
    let scale = places == 1 ? 10.0 : 10_000
    return "\((value * scale).rounded() / scale)"
  }
}
