import Auditing
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

  /// Puts every release beside the records.
  ///
  /// - Parameters:
  ///   - targets: The targets' passages.
  ///   - shadows: The shadows' passages.
  ///   - plan: The records, and which of them are audited.
  /// - Throws: An error in one line where a release does not fit the records.
  init(
    targets: [PipelinePass], shadows: [ShadowPass], plan: ObservationPlan
  ) throws {
    let stages = targets.first?.outputs.indices ?? 0..<0
    let byStage = try stages.map { stage in
      try Self.given(
        targets: targets.compactMap { pass in
          pass.outputs[stage].release.map { (pass.membership, $0) }
        },
        shadows: shadows.compactMap { pass in
          pass.releases.isEmpty ? nil : pass.releases[stage].map { (pass.membership, $0) }
        }, plan: plan)
    }
    given = targets.indices.map { target in
      byStage.map { $0.isEmpty ? nil : $0[target] }
    }
  }

  private typealias Made = (membership: Membership, table: ReleasedTable)

  /// The releases of all targets after one stage; none where they released nothing.
  private static func given(
    targets: [Made], shadows: [Made], plan: ObservationPlan
  ) throws -> [GivenRelease] {
    guard !targets.isEmpty else { return [] }
    let tables = (targets + shadows).map(\.table.dataset)
    if let empty = tables.first(where: { $0.count == 0 }) {
      throw PipelinesError("a release of '\(empty.name)' holds no record; raise 'rows'")
    }
    let records = try Records(
      plan.records.dataset.joining(tables), fittedOn: plan.records.fittedCount)
    var next = plan.records.count
    let rows = tables.map { table in
      defer { next += table.count }
      return Array(next..<next + table.count)
    }
    let bank = bank(
      shadows, rows: Array(rows.dropFirst(targets.count)), audited: plan.audited)
    return try zip(targets, rows).map { target, rows in
      try given(records, released: rows, target.membership, bank: bank)
    }
  }

  private static func given(
    _ records: Records, released: [Int], _ membership: Membership, bank: ReleaseBank?
  ) throws -> GivenRelease {
    // Canaries that were not put in are no records of the data's source.
    let nonMembers = membership.records(.nonMember).filter { $0 < records.fittedCount }
    let population = membership.records(.population)
    return GivenRelease(
      records: records, released: released, reference: population, holdOut: nonMembers,
      membership: try Membership(
        recordCount: records.count,
        parts: [
          .init(
            "members", role: .member, assignment: .given, records: membership.records(.member)),
          .init("non-members", role: .nonMember, assignment: .given, records: nonMembers),
          .init("reference", role: .population, assignment: .given, records: population),
        ]),
      bank: bank, images: nil)
  }

  private static func bank(
    _ shadows: [Made], rows: [[Int]], audited: [Int]
  ) -> ReleaseBank? {
    guard !shadows.isEmpty else { return nil }
    let inclusion = shadows.map { shadow in
      let members = Set(shadow.membership.records(.member))
      return audited.map { members.contains($0) }
    }
    let marginals = shadows.map(\.table.marginals)
    return ReleaseBank(
      releases: rows, inclusion: Inclusion(inclusion),
      marginals: marginals.contains { !$0.isEmpty } ? marginals : [])
  }
}
