package import Auditing
package import Marginals
package import Settings
import Tables

/// The stage that publishes synthetic records made from noisy marginals of the members.
///
/// Claim: (epsilon, delta)-privacy for adding or removing one record, with exact noise on whole counts from the system's secure
/// generator. All that is learnt from the members goes through a ledger that is charged and kept before anything is drawn; its account
/// is published with the records. With `noise: seeded` or `private: false` nothing is private, and the account says so.
package struct Synthesize<Method: Synthesizer>: Stage {
  package static var declaration: Declaration {
    Declaration(
      Method.name, version: 1,
      "publishes differentially private synthetic records by the '\(Method.name)' synthesizer")
  }

  private let plan: SynthesisPlan
  private let method: Method

  package init(_ settings: inout Settings) throws {
    plan = try SynthesisPlan(&settings)
    method = try Method(&settings)
  }

  package func apply(
    to artifact: Artifact, in context: StageContext
  ) async throws -> Artifact {
    guard artifact.latestRelease == nil else {
      throw PipelinesError(
        "'\(Method.name)' learns from the members, and a dataset is released already; keep one of the two stages"
      )
    }
    let members = context.membership.records(.member)
    let table = context.records.dataset
    let budget = try SynthesisBudget(plan, for: table)
    let surroundings = try plan.surroundings(of: members, in: context)
    var counter = NoisyCounter(try budget.ledger(in: context), context: surroundings)
    let codec = try Discretization(
      Dictionary(uniqueKeysWithValues: plan.rules.map { ($0.name, $0.rule) }), of: table,
      counting: members, budget: budget.discretization, by: &counter)
    var records = try GuardedRecords(
      codec.records(members, of: table), ledger: counter.ledger, context: surroundings)
    let synthesis = try await method.publish(
      &records, for: try plan.workload(over: codec.domain))
    var generator = context.generator("synthetic records")
    let rows = synthesis.rows(
      count: plan.rows == 0 ? nil : plan.rows, seed: generator.next(), by: plan.generation)
    return artifact.publishing(
      Artifact.Part(
        "release",
        .release(codec.table(of: rows, name: Method.name, using: &generator)),
        account: try budget.account(of: records.ledger),
        marginals: synthesis.measurements.map(\.clique).filter { $0.count > 1 }.map { clique in
          clique.attributes.map { codec.domain.names[$0] }
        }, opened: try OpenedCounts(synthesis.measurements, codec, in: context)))
  }
}
