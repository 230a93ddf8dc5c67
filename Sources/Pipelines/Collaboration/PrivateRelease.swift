package import Auditing
import Marginals
package import Settings
import Tables

/// The stage that publishes a private version of the set that was released before it.
///
/// Its unit is one row of that set, NOT one record of the data: whoever changes one record may change all rows of a set that was made without
/// privacy. The account and the report say so. By a synthesizer neighbours differ by one row added or removed; by noise, by the features of
/// one row of unchanged class.
package struct PrivateRelease: Stage {
  package static let declaration = Declaration(
    "private-release", version: 2,
    "publishes a private version of each client's set released before; protects rows of these sets, NOT the clients' records"
  )

  private enum Maker: Sendable {
    case synthesizer(any Stage)
    case noise(RowNoise)
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
    let shares = earlier.origin?.shares ?? []
    switch maker {
    case .noise(let noise):
      // Rows stay in their places, and no row is in two sets: all at once is the same as client by client.
      return artifact.publishing(
        Self.part(try noise.release(of: set, in: context), shares: shares))
    case .synthesizer(let stage):
      let versions = try await PrivateVersions(of: set, shares, by: stage, in: context)
      return artifact.publishing(
        Self.part(versions.part, shares: versions.shares, leftOut: versions.leftOut))
    }
  }

  /// The release with what is told of it; what was told of the set before stays with the stage that made it.
  private static func part(
    _ made: Artifact.Part, shares: [ReleaseOrigin.Share],
    leftOut: [(name: String, reason: String)] = []
  ) -> Artifact.Part {
    var origin = FairOrigin()
    origin.add(statement)
    origin.leaveOut(leftOut)
    origin.shares = shares
    var part = Artifact.Part(
      "release", made.content, account: made.account.map(ofRows), marginals: made.marginals)
    part.origin = origin.origin
    return part
  }

  private static let statement = ReleaseOrigin.Fact(
    "fair-privacy-unit", value: nil,
    meaning:
      "one row of a client's set released before this stage, NOT one record of a client: a record may have changed every row of that set"
  )

  /// An account whose relation says that rows of a set are protected.
  private static func ofRows(_ account: PrivacyAccount) -> PrivacyAccount {
    PrivacyAccount(
      claim: (account.epsilon, account.delta), rho: account.rho,
      rules: (
        "\(account.relation), of the rows of one client's set released before: NOT of the clients' records",
        account.accountant
      ), noise: (account.noise, account.isPrivate), expenses: account.expenses)
  }
}
