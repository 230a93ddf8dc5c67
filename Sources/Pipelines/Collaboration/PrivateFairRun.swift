import Auditing
import Bilevel
import Foundation
import Privacy
import Statistics
import Tables

/// The clients' sets under record-level privacy, each with a ledger of its own that is kept before anything is drawn.
struct PrivateFairRun {
  let part: Artifact.Part

  /// Makes the sets.
  ///
  /// - Parameters:
  ///   - clients: The clients.
  ///   - plan: What the sets shall be.
  ///   - privacy: What is claimed.
  ///   - perceptron: The perceptron that the sets are for; nil for logistic regression.
  ///   - context: The stage's surroundings.
  /// - Throws: `PipelinesError` where a column is not declared or no client is left; `PrivacyError`; what keeping throws.
  init(
    _ clients: FairClients, _ plan: FairStagePlan, _ privacy: FairPrivacyPlan,
    for perceptron: PerceptronPlan?, in context: StageContext
  ) throws {
    let table = context.records.dataset
    let undeclared = TableSpace.undeclared(table, declared: plan.declared)
    guard undeclared.isEmpty else {
      throw PipelinesError(
        "'privacy' of 'bilevel-fair' needs 'columns' to declare \(undeclared.joined(separator: ", ")): ranges and levels read from the records would tell of them"
      )
    }
    let rho = try ZeroConcentrated.rho(epsilon: privacy.epsilon, delta: privacy.delta)
    let book = LedgerBook(context.notebook)
    var (clients, origin, tables, sent) = (clients, FairOrigin(), [Dataset](), SentSets())
    var ledgers: [(client: String, ledger: PrivacyLedger)] = []
    for client in clients.clients {
      var noise = try book.noise(of: client, rho: rho, privacy, in: context)
      do {
        let set = try Self.set(
          of: client, clients, plan,
          PrivateFairPlan(
            rho: rho, clip: privacy.norm(in: clients.space.space), steps: privacy.steps),
          for: perceptron, in: context, noise: &noise)
        let table = clients.space.table(
          of: set.points, named: BilevelFair.name, classes: clients.classes, copies: plan.copies)
        tables.append(table)
        sent.add(table.count, by: client.name)
        origin.sent(table.sentBytes, by: client.name)
      } catch let error as BilevelError {
        clients.leaveOut(client.name, reason: error.description)
        context.progress("\(client.name) is left out: \(error.description)")
      }
      ledgers.append((client.name, noise.ledger))
    }
    origin.leaveOut(clients.leftOut)
    origin.add(Self.statement(isLinear: perceptron == nil))
    part = try clients.union(
      of: tables, sent, origin, plan: plan, perceptron: perceptron,
      account: try Self.account(ledgers, privacy, rho: rho), in: context)
  }

  private static func set(
    of client: LocalRecords, _ clients: FairClients, _ plan: FairStagePlan,
    _ privacy: PrivateFairPlan, for perceptron: PerceptronPlan?, in context: StageContext,
    noise: inout NoisyVectors
  ) throws -> PrivateFairSet {
    let space = clients.space.space
    // All clients start from the same points, which know nothing of any record.
    var generator = context.generator("start")
    let start = FairSetSolver.start(in: space, count: plan.set.points, using: &generator)
    let learner = perceptron.map {
      PrivateLearner.perceptron(
        $0, start: TanhNetwork(width: space.width, hidden: $0.hidden).start(using: &generator))
    }
    return try PrivateFairSet(
      client, constraints: plan.constraints, space: space, plans: (plan.set, privacy),
      for: learner ?? .logistic, from: start, noise: &noise)
  }

  private static func statement(isLinear: Bool) -> ReleaseOrigin.Fact {
    let paid =
      isLinear
      ? "sums of coordinates for constraints on scores, gradients and smoothed decisions of every step"
      : "gradients by all of the perceptron's parameters, smoothed decisions or scores and their slopes of every step"
    let free =
      isLinear
      ? "" : "the perceptron's parameters, the norm that gradients are clipped to, "
    return ReleaseOrigin.Fact(
      "fair-privacy-unit", value: nil,
      meaning:
        "one record of one client, added or removed. Paid for: noisy sizes of groups and classes, \(paid). "
        + "Costs nothing, since it is declared or follows from what was paid for: \(free)ranges, levels and scales, "
        + "the mix of classes, whole levels, the number of steps (none ends early). How good the sets are on the records is not told"
    )
  }

  private static func account(
    _ ledgers: [(client: String, ledger: PrivacyLedger)], _ privacy: FairPrivacyPlan, rho: Double
  ) throws -> PrivacyAccount {
    let isSecure = privacy.noise == .secure
    var expenses: [PrivacyAccount.Expense] = []
    for (client, ledger) in ledgers {
      for entry in ledger.entries {
        var event = ComposedEvents(under: ledger.relation)
        try event.compose(entry.event)
        expenses.append(
          PrivacyAccount.Expense(
            "\(client): \(entry.label)", mechanism: "\(entry.event.mechanism)",
            rho: try ZCDPAccountant(event).rho))
      }
    }
    return PrivacyAccount(
      claim: (privacy.epsilon, privacy.delta),
      // A record is one client's, so that clients' losses are not added up.
      rho: try ledgers.map { try $0.ledger.spending }.max() ?? rho,
      rules: (
        "\(NeighbouringRelation.addOrRemoveOne), of one client; clients hold different records",
        ZCDPAccountant.name
      ),
      noise: (
        isSecure ? "\(NoiseSource.Origin.secure)" : "a seed: NOT private",
        isSecure && ledgers.allSatisfy(\.ledger.isPrivate)
      ), expenses: expenses)
  }
}

/// The ledgers of all clients in one notebook.
private struct LedgerBook: Sendable {
  private let notebook: StageContext.Notebook?

  init(_ notebook: StageContext.Notebook?) { self.notebook = notebook }

  private func ledgers() throws -> [String: PrivacyLedger] {
    guard let bytes = try notebook?.load() else { return [:] }
    do {
      return try JSONDecoder().decode([String: PrivacyLedger].self, from: Data(bytes))
    } catch {
      throw PipelinesError(
        "the kept ledgers of 'bilevel-fair' cannot be read: \(error); restore them, since new ones would spend twice"
      )
    }
  }

  /// Names a client's records in its ledger, which stays beside them.
  private static func digest(_ client: LocalRecords) -> String {
    var bytes: [UInt8] = []
    for number in client.features + client.labels.map(Double.init) {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> UInt64(shift)))
      }
    }
    return sha256(of: bytes)
  }

  /// Noisy vectors of one client, from its kept ledger or a new one.
  func noise(
    of client: LocalRecords, rho: Double, _ privacy: FairPrivacyPlan, in context: StageContext
  ) throws -> NoisyVectors {
    let budget = PrivacyBudget.zcdp(rho: rho)
    let known = try ledgers()
    if let kept = known[client.name], kept.budget != budget {
      throw PipelinesError(
        "the kept ledger of \(client.name) has a budget of \(kept.budget), not \(budget); use another cache"
      )
    }
    let ledger = try known[client.name] ?? PrivacyLedger(budget, under: .addOrRemoveOne)
    var generator = context.generator("privacy noise, which is NOT private")
    let (seed, name, isSecure) = (generator.next(), client.name, privacy.noise == .secure)
    return NoisyVectors(
      ledger, data: Self.digest(client),
      source: { isSecure ? .secure : .seeded(seed, label: "\(name)/\($0)") },
      keep: { ledger in
        guard let notebook else { return }
        var all = try ledgers()
        all[name] = ledger
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try notebook.store([UInt8](encoder.encode(all)))
      })
  }
}
