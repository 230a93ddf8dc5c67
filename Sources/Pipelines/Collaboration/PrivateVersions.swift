import Auditing
import Foundation
import Marginals
import Tables

/// Private versions of sets, each made by a synthesizer from one client's rows alone, as the client itself would make it.
struct PrivateVersions {
  /// All versions as one release, with one account.
  let part: Artifact.Part
  /// Who contributed, and which rows of the release are whose.
  let shares: [ReleaseOrigin.Share]
  /// Clients whose sets came to nothing, with the reason in one line.
  let leftOut: [(name: String, reason: String)]

  /// Makes the versions.
  ///
  /// - Parameters:
  ///   - set: The union of the clients' sets.
  ///   - shares: Who contributed to it; where rows cannot be told apart one version of all is made.
  ///   - stage: The synthesizer's stage.
  ///   - context: The surroundings of the stage that publishes.
  /// - Throws: What the synthesizer throws, where it is for all clients; `PrivacyError`; what keeping throws.
  init(
    of set: Dataset, _ shares: [ReleaseOrigin.Share], by stage: any Stage,
    in context: StageContext
  ) async throws {
    let ranges = shares.compactMap(\.released)
    guard !ranges.isEmpty, ranges.count == shares.count else {
      part = try await Self.version(of: set, by: stage, in: context)
      (self.shares, leftOut) = (shares.map(\.merged), [])
      return
    }
    var made: [(share: ReleaseOrigin.Share, part: Artifact.Part)] = []
    var leftOut: [(name: String, reason: String)] = []
    var problem: MarginalsError?
    for (share, range) in zip(shares, ranges) {
      var own = context.labelled("\(context.label)/client \(share.name)")
      own.notebook = context.notebook?.page(share.name)
      own.progress = { context.progress("\(share.name): \($0)") }
      do {
        made.append(
          (
            share,
            try await Self.version(of: set.selecting(rows: Array(range)), by: stage, in: own)
          ))
      } catch let error as MarginalsError {
        // One client's rows are no reason to lose the others' work; the report names it.
        problem = problem ?? error
        leftOut.append((share.name, error.description))
        context.progress("\(share.name) is left out: \(error.description)")
      }
    }
    if made.isEmpty, let problem { throw problem }
    var (tables, sent) = ([Dataset](), SentSets())
    for (share, part) in made {
      guard case .release(let table) = part.content else { continue }
      tables.append(table)
      sent.add(table.count, by: share.name)
    }
    part = Artifact.Part(
      "release", .release(try Dataset.union(of: tables)),
      account: Self.account(made.map { ($0.share.name, $0.part.account) }),
      marginals: Self.distinct(made.flatMap(\.part.marginals)))
    self.shares = zip(made, sent.parts).map { made, sent in
      ReleaseOrigin.Share(
        made.share.name, members: made.share.members, heldOut: made.share.heldOut,
        released: sent.released)
    }
    self.leftOut = leftOut
  }

  /// What the synthesizer makes of some rows, as if they were all there is.
  private static func version(
    of rows: Dataset, by stage: any Stage, in context: StageContext
  ) async throws -> Artifact.Part {
    var own = StageContext(
      records: try Records(rows),
      membership: try Membership(
        recordCount: rows.count,
        parts: [
          .init("rows", role: .member, assignment: .given, records: Array(0..<rows.count))
        ]), seed: context.seed, label: context.label, shadow: context.shadow)
    (own.notebook, own.progress) = (context.notebook, context.progress)
    own.groupRules = context.groupRules
    guard let part = try await stage.apply(to: Artifact(), in: own).parts.last else {
      throw PipelinesError(
        "'\(PrivateRelease.name)' published nothing; give it a larger epsilon")
    }
    return part
  }

  /// One account for all: a row is in one client's set, so that losses are not added up.
  private static func account(
    _ accounts: [(client: String, account: PrivacyAccount?)]
  ) -> PrivacyAccount? {
    let given = accounts.compactMap { client, account in account.map { (client, $0) } }
    guard let first = given.first?.1, given.count == accounts.count else { return nil }
    return PrivacyAccount(
      claim: (first.epsilon, first.delta), rho: given.compactMap(\.1.rho).max(),
      rules: (first.relation, first.accountant),
      noise: (first.noise, given.allSatisfy(\.1.isPrivate)),
      expenses: given.flatMap { client, account in
        account.expenses.map {
          PrivacyAccount.Expense("\(client): \($0.label)", mechanism: $0.mechanism, rho: $0.rho)
        }
      })
  }

  private static func distinct(_ sets: [[String]]) -> [[String]] {
    var found: [[String]] = []
    for set in sets where !found.contains(set) { found.append(set) }
    return found
  }
}

extension StageContext {
  /// The same surroundings under another label, from which other random numbers come.
  fileprivate func labelled(_ label: String) -> StageContext {
    var context = StageContext(
      records: records, membership: membership, seed: seed, label: label, shadow: shadow)
    (context.notebook, context.progress, context.groupRules) = (notebook, progress, groupRules)
    return context
  }
}

extension StageContext.Notebook {
  /// A page of the notebook, which holds what one of several parties keeps; pages are written one at a time.
  fileprivate func page(_ name: String) -> StageContext.Notebook {
    @Sendable func pages() throws -> [String: Data] {
      guard let bytes = try load() else { return [:] }
      do {
        return try JSONDecoder().decode([String: Data].self, from: Data(bytes))
      } catch {
        throw PipelinesError(
          "the kept ledgers of '\(PrivateRelease.name)' cannot be read: \(error); restore them, since new ones would spend twice"
        )
      }
    }
    return StageContext.Notebook(
      load: { try pages()[name].map { [UInt8]($0) } },
      store: { bytes in
        var all = try pages()
        all[name] = Data(bytes)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try store([UInt8](encoder.encode(all)))
      })
  }
}
