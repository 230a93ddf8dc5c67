import Auditing
import Statistics
import Tables

/// The records of a release audit: one dataset, and which of its rows came from which files.
struct GivenRelease {
  let records: Records
  let released: [Int]
  let reference: [Int]
  /// All records that the release was not made from, whether an attacker knows them or not; not those given as reference.
  let holdOut: [Int]
  let membership: Membership
  /// Other releases made as this one.
  let bank: ReleaseBank?
  /// The images themselves; nil where tables were read.
  let images: GivenImages?
  /// The noisy counts that the release was made of; nil where they are closed.
  var opened: OpenedCounts?
  /// Who contributed to each of the bank's releases; none where that is not told.
  var bankShares: [[ReleaseOrigin.Share]] = []
  /// The places in the release of what a generator made, where it holds members as they are too.
  var generated: Range<Int>?

  /// The places in the release of records that may be shown: no member that was put in as it is.
  var shown: Range<Int> { generated ?? released.indices }
}

extension GivenRelease {
  /// Reads all files into one dataset, so that columns and levels agree.
  ///
  /// - Parameter experiment: What to audit.
  /// - Throws: An error in one line naming file, line and column; where a side has too few records.
  init(_ experiment: ReleaseExperiment) throws {
    let files =
      [
        experiment.members, experiment.nonMembers, experiment.reference, experiment.released,
      ] + (experiment.bank?.releases ?? []).map { [$0] }
    let images = try experiment.images.map { try GivenImages($0, experiment) }
    let table =
      try images == nil ? Self.table(experiment, files: Array(files.joined())) : nil
    var counts = (images?.counts ?? table?.sources.map(\.recordCount) ?? [])[...]
    var start = 0
    let rows = files.map { group in
      let count = counts.prefix(group.count).reduce(0, +)
      counts = counts.dropFirst(group.count)
      defer { start += count }
      return Array(start..<start + count)
    }
    let (members, holdOut, known, released) = (rows[0], rows[1], rows[2], rows[3])
    let drawn =
      known.isEmpty
      ? Self.draw(experiment.referenceShare, of: holdOut, seed: experiment.head.seed) : []
    let (attacked, reference) = (Set(drawn), known + drawn)
    let records = try Self.records(
      table, images, fittedOn: reference.count > 1 ? reference : released)
    let membership = try Self.membership(
      members, holdOut.filter { !attacked.contains($0) }, reference: reference,
      of: records.count, assignment: experiment.assignment.membership)
    self.init(
      records: records, released: released, reference: reference, holdOut: holdOut,
      membership: membership,
      bank: try experiment.bank.map { bank in
        try ReleaseBank(
          bank, releases: Array(rows.dropFirst(4)), folder: experiment.head.folder,
          recordCount: members.count + holdOut.count, audited: membership.audited)
      }, images: images)
  }

  private static func table(
    _ experiment: ReleaseExperiment, files: [String]
  ) throws -> Dataset {
    try readCSV(
      paths: files.map { path(of: $0, relativeTo: experiment.head.folder) },
      name: experiment.head.name, schema: experiment.schema)
  }

  /// Encodes what was read: tables as they are, images by components fitted on some rows.
  private static func records(
    _ table: Dataset?, _ images: GivenImages?, fittedOn rows: [Int]
  ) throws -> Records {
    if let table { return try Records(table) }
    guard let images else { preconditionFailure("neither tables nor images were read") }
    return try images.records(fittedOn: rows)
  }

  private static func draw(_ share: Double, of rows: [Int], seed: Int) -> [Int] {
    var generator = SeededGenerator(seed: UInt64(seed), label: "release/reference")
    let count = Int((Double(rows.count) * share).rounded())
    return generator.choose(count, of: rows.count).map { rows[$0] }.sorted()
  }

  private static func membership(
    _ members: [Int], _ nonMembers: [Int], reference: [Int], of count: Int,
    assignment: Membership.Assignment
  ) throws -> Membership {
    for (side, rows) in [("members", members), ("non-members", nonMembers)]
    where rows.count < Split.smallestSide {
      throw PipelinesError(
        "\(rows.count) \(side) to attack: at least \(Split.smallestSide) are needed; give more records"
          + (side == "members" ? "" : ", or lower 'referenceShare'"))
    }
    return try Membership(
      recordCount: count,
      parts: [
        .init("members", role: .member, assignment: assignment, records: members),
        .init("non-members", role: .nonMember, assignment: assignment, records: nonMembers),
        .init("reference", role: .population, assignment: .given, records: reference),
      ])
  }
}
