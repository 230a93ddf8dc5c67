import Auditing
import Evaluation
import Metrics
import Models
import Results
import Tables

/// What a run's passages released after each stage, beside the records of the experiment.
///
/// An attacker has the population as reference records and the shadows' releases as others that were made alike.
struct PipelineReleases {
  /// For each target what it released after each stage, the input first; nil where nothing was released last.
  let given: [[GivenRelease?]]
  /// The same with the canaries in the place of the audited records; none where there are no canaries.
  let canaries: [[GivenRelease?]]

  /// Puts every release beside the records.
  ///
  /// - Parameters:
  ///   - targets: The targets' passages.
  ///   - shadows: The shadows' passages.
  ///   - plan: The records, and which of them are audited.
  ///   - seed: The seed of the experiment.
  /// - Throws: An error in one line where a release does not fit the records.
  init(
    targets: [PipelinePass], shadows: [ShadowPass], plan: ObservationPlan, seed: UInt64
  ) throws {
    let stages = targets.first?.outputs.indices ?? 0..<0
    let releases = try stages.map { stage in
      try Releases(
        targets: targets.compactMap { pass in
          pass.outputs[stage].release.map { (pass.membership, $0) }
        },
        shadows: shadows.compactMap { pass in
          pass.releases.isEmpty ? nil : pass.releases[stage].map { (pass.membership, $0) }
        }, records: plan.records, seed: seed)
    }
    func byTarget(
      _ given: (Releases) throws -> [GivenRelease]
    ) rethrows -> [[GivenRelease?]] {
      let byStage = try releases.map { try $0.map(given) }
      return targets.indices.map { target in byStage.map { $0?[target] } }
    }
    let rows = plan.canaries.map(\.row)
    given = try byTarget { try $0.given(audited: plan.audited) }
    canaries = rows.isEmpty ? [] : try byTarget { try $0.given(canaries: rows) }
  }
}

/// The releases of all passages after one stage, joined to the records of the experiment.
private struct Releases {
  typealias Made = (membership: Membership, table: ReleasedTable)

  private let targets: [Made]
  private let shadows: [Made]
  private let records: Records
  /// The row numbers of each release's records: the targets', then the shadows'.
  private let rows: [[Int]]

  /// Joins releases to records; nil where targets released nothing.
  init?(targets: [Made], shadows: [Made], records: Records, seed: UInt64) throws {
    guard !targets.isEmpty else { return nil }
    let tables = (targets + shadows).map(\.table.dataset)
    if let empty = tables.first(where: { $0.count == 0 }) {
      throw PipelinesError("a release of '\(empty.name)' holds no record; raise 'rows'")
    }
    (self.targets, self.shadows) = (targets, shadows)
    let all = try records.dataset.undescribed.joining(tables.map(\.undescribed))
      .describedByComponents(fittedOn: records.fittedCount, seed: seed)
    self.records = try Records(all, fittedOn: records.fittedCount)
    var next = records.count
    rows = tables.map { table in
      defer { next += table.count }
      return Array(next..<next + table.count)
    }
  }

  /// Each target's release beside its members and non-members.
  func given(audited: [Int]) throws -> [GivenRelease] {
    let bank = bank(audited)
    return try targets.indices.map { target in
      let membership = targets[target].membership
      return try given(
        target, members: membership.records(.member).filter { $0 < records.fittedCount },
        nonMembers: holdOut(membership), bank: bank)
    }
  }

  /// Each target's release beside the canaries that were put in and left out.
  func given(canaries: [Int]) throws -> [GivenRelease] {
    let bank = bank(canaries)
    return try targets.indices.map { target in
      let seen = Set(targets[target].membership.records(.member))
      var given = try given(
        target, members: canaries.filter(seen.contains),
        nonMembers: canaries.filter { !seen.contains($0) }, bank: bank)
      given.opened = targets[target].table.opened
      return given
    }
  }

  /// Records that a target did not learn from; canaries that were left out are no records of the data's source.
  private func holdOut(_ membership: Membership) -> [Int] {
    membership.records(.nonMember).filter { $0 < records.fittedCount }
  }

  private func given(
    _ target: Int, members: [Int], nonMembers: [Int], bank: ReleaseBank?
  ) throws -> GivenRelease {
    let membership = targets[target].membership
    let population = membership.records(.population)
    var release = GivenRelease(
      records: records, released: rows[target], reference: population,
      holdOut: holdOut(membership),
      membership: try Membership(
        recordCount: records.count,
        parts: [
          .init("members", role: .member, assignment: .given, records: members),
          .init("non-members", role: .nonMember, assignment: .given, records: nonMembers),
          .init("reference", role: .population, assignment: .given, records: population),
        ]),
      bank: bank, images: nil)
    release.generated = targets[target].table.origin?.generated
    release.bankShares = shadows.map { $0.table.origin?.shares ?? [] }
    return release
  }

  /// The shadows' releases, with which of some records each was made from.
  private func bank(_ asked: [Int]) -> ReleaseBank? {
    guard !shadows.isEmpty else { return nil }
    let inclusion = shadows.map { shadow in
      let members = Set(shadow.membership.records(.member))
      return asked.map { members.contains($0) }
    }
    let marginals = shadows.map(\.table.marginals)
    return ReleaseBank(
      releases: Array(rows.dropFirst(targets.count)), inclusion: Inclusion(inclusion),
      marginals: marginals.contains { !$0.isEmpty } ? marginals : [])
  }
}
