package import Privacy

/// Records of which nothing can be learnt but through a privacy ledger.
///
/// A synthesizer is given these and no others, so that everything it learns was charged before it was drawn, is recorded, and comes
/// from the record when a run is resumed. Neighbours differ by one record that is added or removed. The number of records is therefore
/// private as well, and is not to be had here: models estimate it from noisy counts.
package struct GuardedRecords: Sendable {
  /// Counts records in the cells of cliques: cliques x cells, axes ascending, the last varying quickest.
  package typealias Counting = @Sendable ([Clique]) async throws -> [[Int64]]

  /// The significant binary digits of σ, which is rounded up, and of a selection's ε, which is rounded down.
  private static let parameterDigits = 16

  /// The attributes.
  package let domain: AttributeDomain
  /// What was charged and released, by this release and before it.
  package private(set) var ledger: PrivacyLedger
  /// The ρ that may be spent here: what the ledger's budget allows beyond earlier charges.
  package let budget: Double
  /// The ρ that was spent here.
  package private(set) var spent = 0.0
  /// The surroundings.
  package let context: ReleaseContext

  private let counting: Counting
  private var known: [Clique: [Int64]] = [:]
  private var releases = 0

  /// What this type's labels start with.
  private static let prefix = "synthesis "

  /// Puts records behind a ledger.
  ///
  /// - Parameters:
  ///   - domain: The attributes.
  ///   - ledger: An open ledger, or the kept one of a run that is resumed.
  ///   - context: Who keeps it, and the rest.
  ///   - counting: Counts the records; called for each clique once.
  /// - Throws: `MarginalsError` where the ledger has another neighbouring relation or accountant, or nothing is left to spend;
  ///   `PrivacyError` where its budget is out of range.
  package init(
    of domain: AttributeDomain, ledger: PrivacyLedger, context: ReleaseContext,
    counting: @escaping Counting
  ) throws {
    guard ledger.relation == .addOrRemoveOne else {
      throw MarginalsError(
        "synthesizers hide a record that is added or removed, and the ledger is for '\(ledger.relation)'; "
          + "open one for '\(NeighbouringRelation.addOrRemoveOne)'")
    }
    let total = try Self.rho(of: ledger.budget)
    var before = ComposedEvents(under: ledger.relation)
    for entry in ledger.entries.prefix(while: { !$0.label.hasPrefix(Self.prefix) }) {
      try before.compose(entry.event)
    }
    budget = total - (try ZCDPAccountant(before).rho)
    guard budget > 0 else {
      throw MarginalsError(
        "the budget of \(ledger.budget) leaves nothing to spend on synthesis; give a larger epsilon"
      )
    }
    (self.domain, self.ledger, self.context, self.counting) = (domain, ledger, context, counting)
  }

  /// Puts records in memory behind a ledger.
  ///
  /// - Parameters:
  ///   - records: The private records.
  ///   - ledger: An open ledger, or the kept one of a run that is resumed.
  ///   - context: Who keeps it, and the rest.
  /// - Throws: As for records elsewhere.
  package init(_ records: DiscreteRecords, ledger: PrivacyLedger, context: ReleaseContext) throws {
    try self.init(of: records.domain, ledger: ledger, context: context) {
      try await records.counts(of: $0, threads: context.threads)
    }
  }

  /// The ρ that is left.
  package var remaining: Double { budget - spent }

  /// The zero-concentrated privacy of a budget, by the tight conversion where it is given as ε and δ.
  private static func rho(of budget: PrivacyBudget) throws -> Double {
    switch budget {
    case .zcdp(let rho): return rho
    case .approximate(let epsilon, let delta, let accountant):
      guard accountant == ZCDPAccountant.name else {
        throw MarginalsError(
          "synthesizers add up their losses by '\(ZCDPAccountant.name)', and the budget names '\(accountant)'; "
            + "name '\(ZCDPAccountant.name)'")
      }
      // At an ε of 0 a positive δ still allows some ρ, of no use to anybody.
      return epsilon > 0 ? try ZeroConcentrated.rho(epsilon: epsilon, delta: delta) : 0
    }
  }

  /// Counts cliques that will be asked for, in one pass.
  ///
  /// - Parameter cliques: Cliques of the domain.
  /// - Throws: `MarginalsError` where a table is too large; whatever counting throws.
  package mutating func prepare(_ cliques: [Clique]) async throws {
    let missing = cliques.filter { known[$0] == nil }
    guard !missing.isEmpty else { return }
    for (clique, counts) in zip(missing, try await counting(missing)) { known[clique] = counts }
  }

  private func counts(of clique: Clique) -> [Int64] {
    guard let counts = known[clique] else {
      preconditionFailure("the marginal of \(clique.attributes) was not prepared")
    }
    return counts
  }

  /// Measures a marginal with exact discrete Gaussian noise.
  ///
  /// Claim: 1/2σ²-zCDP, since a record that is added or removed changes one count by 1.
  ///
  /// - Parameters:
  ///   - clique: A clique that was prepared.
  ///   - sigma: The parameter of the noise, rounded up to 16 binary digits.
  /// - Returns: The noisy counts.
  /// - Throws: `PrivacyError` where the budget does not allow it; whatever keeping the ledger throws.
  package mutating func measure(_ clique: Clique, sigma: Double) throws -> LinearMeasurement {
    let counts = counts(of: clique)
    let noise = try DiscreteGaussian(
      sigma: Fraction(rounding: sigma, .up, toBinaryDigits: Self.parameterDigits))
    let title = domain.title(clique)
    let outcome = try release(
      noise.event(under: ledger.relation), "noisy counts of \(title)", on: title
    ) { source in
      try noise.add(to: counts.map { Int($0) }, from: &source)
    }
    return try LinearMeasurement(
      clique, values: outcome.values.map { Double($0) }, sigma: noise.sigma.value, of: domain)
  }

  /// Selects a marginal that the model gets wrong, by the exponential mechanism on whole-number scores.
  ///
  /// A candidate's score is w (Σ |s x - [s e]| - [s b]) with its weight w, the true counts x, the model's counts e, the penalty b,
  /// s = 16 and [ ] rounding to whole numbers. w, e and b are public, so rounding them costs nothing. A record that is added or
  /// removed changes one x by 1, hence one term by at most s by the triangle inequality, and the score by at most s w. The sensitivity Δ is
  /// s times the largest weight, for the candidates that are compared. Claim: ε²/8-zCDP, by bounded range, with chances exactly proportional to
  /// exp(ε score / 2Δ).
  ///
  /// - Parameters:
  ///   - candidates: Prepared cliques, at least one.
  ///   - epsilon: The loss of the selection, rounded down to 16 binary digits.
  /// - Returns: The place of the selected candidate.
  /// - Throws: `PrivacyError` where the budget does not allow it; whatever keeping the ledger throws.
  package mutating func select(
    _ candidates: [SelectionCandidate], epsilon: Double
  ) throws -> Int {
    let heaviest = candidates.reduce(1) { max($0, $1.weight) }
    let mechanism = try ExponentialMechanism(
      epsilon: Fraction(rounding: epsilon, .down, toBinaryDigits: Self.parameterDigits),
      sensitivity: SelectionCandidate.scoreUnits * heaviest)
    let scores = candidates.map { $0.score(of: counts(of: $0.clique)) }
    let question = "\(candidates.count) marginals, digest \(SelectionCandidate.digest(candidates))"
    let selected = try release(
      mechanism.event(under: ledger.relation), "selected marginal", on: question
    ) { source in try mechanism.select(scores, from: &source) }
    guard candidates.indices.contains(selected.place) else {
      throw MarginalsError(
        "the kept ledger selects marginal \(selected.place) of \(candidates.count); restore an earlier copy"
      )
    }
    return selected.place
  }

  /// Charges, draws, records and keeps, in the ledger's order.
  private mutating func release<Outcome: Recordable>(
    _ event: PrivacyEvent, _ what: String, on question: String,
    drawing draw: (inout NoiseSource) throws -> Outcome
  ) throws -> Outcome {
    let label = "\(Self.prefix)\(releases + 1): \(what)"
    var source = context.noise.source(for: label)
    let outcome = try ledger.release(
      event, for: label, on: "\(context.data), \(question)", keeping: context.keep
    ) { try draw(&source) }
    releases += 1
    spent += try ZCDPAccountant(event).rho
    return outcome
  }
}
