package import Auditing
import Bilevel
import Foundation
import Marginals
import Privacy
package import Settings
import Statistics
import Tables

/// The stage that publishes a private version of the set that was released before it.
///
/// Its unit is one row of that set, NOT one record of the data: whoever changes one record may change all rows of a set that was made without
/// privacy. The account and the report say so. By a synthesizer neighbours differ by one row added or removed; by noise, by the features of
/// one row of unchanged class.
package struct PrivateRelease: Stage {
  package static let declaration = Declaration(
    "private-release", version: 1,
    "publishes a private version of the set released before; protects rows of that set, NOT the clients' records"
  )

  private enum Maker: Sendable {
    case synthesizer(any Stage)
    case noise(RowNoise)

    /// Whether rows of the private set stand where those of the set before stood.
    var keepsPlaces: Bool {
      switch self {
      case .synthesizer: false
      case .noise: true
      }
    }
  }

  private let maker: Maker

  package init(_ settings: inout Settings) throws {
    let names = synthesizers.map { $0.name } + [RowNoise.name]
    let name = try settings.text(
      "method", default: AIM.name,
      "\(RowNoise.name): noise on clipped rows; or a synthesizer by its name")
    let synthesis: [any Stage.Type] = [
      Synthesize<IndependentMarginals>.self, Synthesize<MaximumSpanningTree>.self,
      Synthesize<MultiplicativeWeights>.self, Synthesize<AIM>.self,
    ]
    if name == RowNoise.name {
      maker = .noise(try RowNoise(&settings))
    } else if let type = synthesis.first(where: { $0.name == name }) {
      maker = .synthesizer(try type.init(&settings))
    } else {
      throw settings.error("method", unknownName("method", name, among: names))
    }
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    guard let (set, earlier) = artifact.latestRelease, set.count > 0 else {
      throw PipelinesError(
        "'\(Self.name)' makes a released set private, and none was released; put it after 'bilevel-fair'"
      )
    }
    var made: Artifact.Part
    switch maker {
    case .noise(let noise): made = try noise.release(of: set, in: context)
    case .synthesizer(let stage):
      let rows = try Self.context(of: set, in: context)
      guard let part = try await stage.apply(to: Artifact(), in: rows).parts.last else {
        throw PipelinesError("'\(Self.name)' published nothing; give it a larger epsilon")
      }
      made = part
    }
    let account = made.account.map(Self.ofRows)
    var part = Artifact.Part(
      "release", made.content, account: account, marginals: made.marginals)
    // What was told of the set before stays with the stage that made it. Noise leaves rows in their places, a synthesizer does not.
    let shares = earlier.origin?.shares ?? []
    part.origin = ReleaseOrigin(
      facts: [Self.statement], shares: maker.keepsPlaces ? shares : shares.map(\.merged))
    return artifact.publishing(part)
  }

  /// A context whose members are the rows of the set.
  private static func context(of set: Dataset, in context: StageContext) throws -> StageContext {
    let records = try Records(set)
    var own = StageContext(
      records: records,
      membership: try Membership(
        recordCount: set.count,
        parts: [
          .init("rows", role: .member, assignment: .given, records: Array(0..<set.count))
        ]), seed: context.seed, label: context.label, shadow: context.shadow)
    (own.notebook, own.progress) = (context.notebook, context.progress)
    own.groupRules = context.groupRules
    return own
  }

  private static let statement = ReleaseOrigin.Fact(
    "fair-privacy-unit", value: nil,
    meaning:
      "one row of the set released before this stage, NOT one record of a client: a record may have changed every row of that set"
  )

  /// An account whose relation says that rows of a set are protected.
  private static func ofRows(_ account: PrivacyAccount) -> PrivacyAccount {
    PrivacyAccount(
      claim: (account.epsilon, account.delta), rho: account.rho,
      rules: (
        "\(account.relation), of the rows of the set released before: NOT of the clients' records",
        account.accountant
      ), noise: (account.noise, account.isPrivate), expenses: account.expenses)
  }
}

/// The Gaussian mechanism on the clipped coordinates of each row.
///
/// Claim: neighbours differ in the features of one row, whose class and place stay; clipped to a norm C it moves by at most 2 C.
struct RowNoise: Sendable {
  static let name = "gaussian"

  private let epsilon: Double
  private let delta: Double
  private let clip: Double
  private let isSecure: Bool
  private let declared: [String: TableSpace.Declared]

  init(_ settings: inout Settings) throws {
    epsilon = try settings.number(
      "epsilon", default: 8, in: 1e-4...1e4, "claimed epsilon in nats, for one row's features")
    delta = try settings.number(
      "delta", default: 1e-6, in: 1e-18...0.1, "claimed delta, far below one over the rows")
    clip = try settings.number(
      "clip", default: 3, in: 1e-6...1e6, "norm that a row's coordinates are clipped to")
    isSecure =
      try settings.choice(
        "noise", default: SynthesisPlan.Noise.secure,
        "secure, or seeded for tests and studies, which anybody can repeat: not private")
      == .secure
    declared = try FairStagePlan.declared(&settings)
  }

  /// The noisy rows.
  func release(of set: Dataset, in context: StageContext) throws -> Artifact.Part {
    let undeclared = TableSpace.undeclared(set, declared: declared)
    guard undeclared.isEmpty else {
      throw PipelinesError(
        "'gaussian' of 'private-release' needs 'columns' to declare \(undeclared.joined(separator: ", ")): ranges and levels read from the rows would tell of them"
      )
    }
    let space = try TableSpace(set, declared: declared)
    let width = space.space.width
    var rows = try space.coordinates(of: set, rows: Array(0..<set.count))
    for start in stride(from: 0, to: rows.count, by: width) {
      // The intercept is no feature: it is the same in all rows.
      let range = start..<start + width - 1
      let norm = rows[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > clip { for place in range { rows[place] *= clip / norm } }
    }
    let rho = try ZeroConcentrated.rho(epsilon: epsilon, delta: delta)
    var noise = try noise(rho: rho, in: context)
    let noisy = try noise.publish(
      rows, sensitivity: 2 * clip, rho: rho, for: "coordinates of all rows")
    let labels = set.label.codes.map { $0 == 1 ? 1.0 : 0 }
    let table = space.table(
      of: PointSet(features: space.settled(noisy.values), labels: labels, width: width),
      named: PrivateRelease.name, classes: (set.label.names[0], set.label.names[1]))
    let spent = try noise.ledger.spending
    return Artifact.Part(
      "release", .release(table),
      account: PrivacyAccount(
        claim: (epsilon, delta), rho: spent,
        rules: ("\(NeighbouringRelation.replaceOne) of the same class", ZCDPAccountant.name),
        noise: (
          isSecure ? "\(NoiseSource.Origin.secure)" : "a seed: NOT private",
          isSecure && noise.ledger.isPrivate
        ),
        expenses: noise.ledger.entries.map {
          PrivacyAccount.Expense($0.label, mechanism: "\($0.event.mechanism)", rho: spent)
        }))
  }

  private func noise(rho: Double, in context: StageContext) throws -> NoisyVectors {
    let ledger = try PrivacyLedger(.zcdp(rho: rho), under: .replaceOne)
    var generator = context.generator("privacy noise, which is NOT private")
    let (seed, isSecure, notebook) = (generator.next(), isSecure, context.notebook)
    let kept: PrivacyLedger? = try notebook?.load().map {
      try JSONDecoder().decode(PrivacyLedger.self, from: Data($0))
    }
    return NoisyVectors(
      kept ?? ledger, data: "rows of the set released before",
      source: { isSecure ? .secure : .seeded(seed, label: $0) },
      keep: { try notebook?.store([UInt8](JSONEncoder().encode($0))) })
  }
}
