import Auditing
import Foundation
import Marginals
import Privacy
import Settings
import Statistics
import Tables

/// What an experiment asks of a stage that publishes synthetic records, but for what its synthesizer alone reads.
struct SynthesisPlan: Sendable {
  /// Where noise comes from.
  enum Noise: String, CaseIterable, Sendable { case secure, seeded }

  /// A column with its rule.
  struct Rule: Sendable {
    let name: String
    let rule: ColumnRule
  }

  /// The claimed ε.
  let epsilon: Double
  /// The claimed δ.
  let delta: Double
  /// Whether anything is claimed.
  let isPrivate: Bool
  let noise: Noise
  /// The records to publish; 0 for as many as noisy counts say.
  let rows: Int
  let generation: RowGeneration
  /// The share of the budget for counting what codes stand for, where any column needs that.
  let discretization: Double
  /// How columns become codes, by name.
  let rules: [Rule]
  private let workload: String
  private let marginals: [[String]]

  /// Reads the plan from a stage's settings.
  ///
  /// - Parameter settings: The stage's mapping; its synthesizer reads the rest.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws {
    epsilon = try settings.number(
      "epsilon", default: 1, in: 1e-4...1e4, "claimed epsilon in nats, for one record more or less")
    delta = try settings.number(
      "delta", default: 1e-9, in: 1e-18...0.1, "claimed delta, far below one over the records")
    isPrivate = try settings.boolean(
      "private", default: true, "false takes a budget so large that no noise is left: no claim")
    noise = try settings.choice(
      "noise", default: Noise.secure,
      "secure, or seeded for tests and studies, which anybody can repeat: not private")
    rows = try settings.integer(
      "rows", default: 0, in: 0...100_000_000,
      "records to publish; 0 for as many as noisy counts say")
    generation = try settings.choice(
      "generation", default: RowGeneration.rounding, "how records are made of the fitted model")
    discretization = try settings.number(
      "discretization", default: 0.1, in: 0...0.9,
      "share of the budget for columns that must be counted: quantiles, levels that are not declared"
    )
    workload = try settings.text(
      "workload", default: "all-2-way", "what the records shall keep: 'all-K-way'")
    marginals = try settings.texts(
      "marginals", default: [], count: 0...10_000,
      "instead of 'workload': sets of columns, each as 'name + name'"
    ).map { text in
      text.split(separator: "+", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    guard marginals.allSatisfy({ !$0.isEmpty && !$0.contains("") }) else {
      throw settings.error("marginals", "a set of columns is written 'name' or 'name + name'")
    }
    guard marginals.isEmpty || !settings.has("workload") else {
      throw settings.error("marginals", "give 'workload' or 'marginals', not both")
    }
    rules = try settings.sections(
      "columns",
      "what codes stand for: name: {low, high and bins or quantiles, or edges} of numbers and dates, "
        + "{values, others} of levels; missing: true where values may be missing; 'label' for classes"
    ).map { Rule(name: $0.name, rule: try ColumnRule($0)) }.sorted { $0.name < $1.name }
  }

  /// What the records shall keep.
  func workload(over domain: AttributeDomain) throws -> Workload {
    marginals.isEmpty
      ? try Workload(named: workload, of: domain)
      : try Workload(marginals.map { ($0, 1) }, of: domain)
  }

  /// Who keeps the ledger, and where noise comes from.
  func surroundings(of members: [Int], in context: StageContext) throws -> ReleaseContext {
    var generator = context.generator("privacy noise, which is NOT private")
    let seed = generator.next()
    let (notebook, progress) = (context.notebook, context.progress)
    return ReleaseContext(
      data: Self.digest(members, of: context.records.dataset),
      noise: noise == .secure ? .secure : .seeded(seed),
      keep: { ledger in try notebook?.store([UInt8](JSONEncoder().encode(ledger))) },
      progress: { progress(Self.text($0)) })
  }

  /// Names the members in the ledger, which stays beside them.
  private static func digest(_ members: [Int], of table: Dataset) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(members.count * 8)
    for row in members {
      let key = table.rowKey(row)
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: key >> UInt64(shift)))
      }
    }
    return sha256(of: bytes)
  }

  private static func text(_ progress: SynthesisProgress) -> String {
    let measured =
      progress.measured.isEmpty ? "the total" : progress.measured.joined(separator: " x ")
    let share = 100 * progress.spent / progress.budget
    return String(
      format: "round %d, %@ with noise of %.4g, %.1f %% of the budget", progress.round,
      measured as NSString, progress.sigma, share)
  }
}

/// How the budget of a synthesis is divided, all of it before the records are seen.
struct SynthesisBudget: Sendable {
  /// The ρ that stands for no privacy: discrete Gaussian noise is then 0 but for a chance below 1e-100.
  private static let unlimited = 1e6
  /// The share of δ for levels that are published because enough records have them.
  private static let levelShare = 0.1

  private let plan: SynthesisPlan
  /// The whole ρ.
  let rho: Double
  /// What counting columns may cost.
  let discretization: DiscretizationBudget

  /// Divides the budget.
  ///
  /// - Parameters:
  ///   - plan: What is asked.
  ///   - table: The table; only the kinds of its columns are read.
  /// - Throws: `MarginalsError` where rules and columns do not fit; `PrivacyError` where ε and δ are out of range.
  init(_ plan: SynthesisPlan, for table: Dataset) throws {
    self.plan = plan
    let needs = try Discretization.needs(
      Dictionary(uniqueKeysWithValues: plan.rules.map { ($0.name, $0.rule) }), for: table)
    let ofLevels = needs.levels ? Self.levelShare * plan.delta : 0
    // Approximate zCDP: what may go wrong with levels is taken off δ first (Bun and Steinke 2016, section 8).
    rho =
      plan.isPrivate
      ? try ZeroConcentrated.rho(epsilon: plan.epsilon, delta: plan.delta - ofLevels)
      : Self.unlimited
    discretization = DiscretizationBudget(
      rho: needs.counts ? plan.discretization * rho : 0, delta: ofLevels)
  }

  /// The ledger that a stopped run kept, or a new one.
  ///
  /// - Parameter context: The stage's surroundings.
  /// - Returns: The ledger.
  /// - Throws: `PipelinesError` where what was kept is of another budget.
  func ledger(in context: StageContext) throws -> PrivacyLedger {
    let budget = PrivacyBudget.zcdp(rho: rho)
    guard let bytes = try context.notebook?.load() else {
      return try PrivacyLedger(budget, under: .addOrRemoveOne)
    }
    let kept: PrivacyLedger
    do {
      kept = try JSONDecoder().decode(PrivacyLedger.self, from: Data(bytes))
    } catch {
      throw PipelinesError(
        "the kept ledger of \(context.label) cannot be read: \(error); restore it, since a new one would spend twice"
      )
    }
    guard kept.budget == budget, kept.relation == .addOrRemoveOne else {
      throw PipelinesError(
        "the kept ledger of \(context.label) has a budget of \(kept.budget), not \(budget); use another cache"
      )
    }
    return kept
  }

  /// What was spent, for publication; nil where nothing is claimed.
  ///
  /// - Parameter ledger: The ledger after the release.
  /// - Returns: The account, without any outcome.
  /// - Throws: `PrivacyError` where events cannot be added up.
  func account(of ledger: PrivacyLedger) throws -> PrivacyAccount? {
    guard plan.isPrivate else { return nil }
    let isSecure = plan.noise == .secure
    return PrivacyAccount(
      claim: (plan.epsilon, plan.delta), rho: try ledger.spending,
      rules: ("\(ledger.relation)", ZCDPAccountant.name),
      noise: (
        isSecure ? "\(NoiseSource.Origin.secure)" : "a seed: NOT private",
        isSecure && ledger.isPrivate
      ),
      expenses: try ledger.entries.map { entry in
        var event = ComposedEvents(under: ledger.relation)
        try event.compose(entry.event)
        return PrivacyAccount.Expense(
          entry.label, mechanism: "\(entry.event.mechanism)", rho: try ZCDPAccountant(event).rho)
      })
  }
}
