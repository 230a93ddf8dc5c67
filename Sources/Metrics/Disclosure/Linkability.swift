import NearestNeighbors
package import Statistics
import Tables

/// Whether a release links two holders' parts of one person's record, after section 3.2 of Giomi and others 2023.
///
/// Each holder takes the released record that is nearest in the columns it knows; the guess is right where both take the same one. Of
/// released records that are equally near a holder takes any, so a guess counts with the probability that both take the
/// same: Anonymeter takes the first in the table on both sides, which makes links of ties.
package struct Linkability: Sendable {
  private let tables: ReleaseTables
  private let parts: [[String]]
  private let convention: DisclosureConvention
  private let threads: Int

  /// Prepares the guesses.
  ///
  /// - Parameters:
  ///   - tables: The release beside members and hold-out.
  ///   - parts: The columns that the two holders know; not empty and without a common one.
  ///   - convention: Whose rules are followed.
  ///   - threads: The most searches in work at a time; changes the time only.
  package init(
    _ tables: ReleaseTables, parts: ([String], [String]),
    convention: DisclosureConvention = .corrected, threads: Int
  ) {
    precondition(
      !parts.0.isEmpty && !parts.1.isEmpty && Set(parts.0).isDisjoint(with: parts.1),
      "the holders know \(parts.0) and \(parts.1)")
    self.tables = tables
    self.parts = [parts.0, parts.1]
    self.convention = convention
    self.threads = threads
  }

  /// Guesses.
  ///
  /// - Parameters:
  ///   - attempts: The records that are linked; all where there are fewer.
  ///   - generator: Draws them.
  /// - Returns: The risk.
  /// - Throws: `NeighborsError` where columns cannot be compared; `CancellationError`.
  package func risk(
    attempts: Int, using generator: inout SeededGenerator
  ) async throws -> DisclosureRisk {
    let (members, holdOut) = (tables.members, tables.holdOut)
    let count = min(attempts, members.count, holdOut.count)
    let targets = generator.choose(count, of: members.count)
    let controls = generator.choose(count, of: holdOut.count)
    return DisclosureRisk(
      main: try await links(members.selecting(rows: targets)),
      control: try await links(holdOut.selecting(rows: controls)),
      naive: GuessOutcome(
        attempts: count, successes: Double(count) / Double(tables.released.count)))
  }

  private func links(_ targets: Dataset) async throws -> GuessOutcome {
    var nearest: [[NearestTies]] = []
    for columns in parts {
      let domain = try MixedDomain(
        ranges: [tables.members, tables.holdOut], also: [tables.released], columns: columns,
        includesLabel: false)
      nearest.append(
        try await MixedTable(targets, in: domain).nearestTies(
          in: MixedTable(tables.released, in: domain), threads: threads))
    }
    let successes = zip(nearest[0], nearest[1]).map { first, second -> Double in
      if convention == .anonymeter { return first.indexes[0] == second.indexes[0] ? 1 : 0 }
      let common = Set(first.indexes).intersection(second.indexes).count
      return Double(common) / (Double(first.indexes.count) * Double(second.indexes.count))
    }
    return GuessOutcome(attempts: targets.count, successes: successes.reduce(0, +))
  }
}
