package import Privacy

/// Records of which nothing can be learnt but through a privacy ledger.
///
/// A synthesizer is given these and no others, so that everything it learns was charged before it was drawn, is recorded, and comes
/// from the record when a run is resumed. Neighbours differ by one record that is added or removed. The number of records is therefore
/// private as well, and is not to be had here: models estimate it from noisy counts.
package struct GuardedRecords: Sendable {
  /// Counts records in the cells of cliques: cliques x cells, axes ascending, the last varying quickest.
  package typealias Counting = @Sendable ([Clique]) async throws -> [[Int64]]

  /// The parts of a count that scores are computed in, so that estimates need not be whole.
  static let scoreUnits = 16
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

// MARK: Selection

/// A marginal that may be selected, and what the model believes of it.
package struct SelectionCandidate: Sendable {
  /// The attributes.
  package let clique: Clique
  /// What its error is multiplied by, a whole number above 0.
  package let weight: Int
  /// The model's counts.
  package let estimate: Factor
  /// What is taken off its error before it is weighted: the error that noise would bring.
  package let penalty: Double

  /// Describes a candidate; all of it must be public.
  package init(_ clique: Clique, weight: Int = 1, estimate: Factor, penalty: Double) {
    precondition(weight > 0 && weight <= Workload.largestWeight, "a weight of \(weight)")
    precondition(estimate.axes == clique.attributes, "\(estimate.axes) for \(clique.attributes)")
    (self.clique, self.weight, self.estimate, self.penalty) = (clique, weight, estimate, penalty)
  }
}

extension GuardedRecords {
  /// Selects a marginal that the model gets wrong, by the exponential mechanism on whole-number scores.
  ///
  /// A candidate's score is w (Σ |s x - [s e]| - [s b]) with its weight w, the true counts x, the model's counts e, the penalty b, s = 16 and [ ]
  /// rounding to whole numbers. w, e and b are public, so rounding them costs nothing. A record that is added or removed changes one x by
  /// 1, hence one term by at most s by the triangle inequality, and the score by at most s w. The sensitivity Δ is s times the largest
  /// weight, for the candidates that are compared. Claim: ε²/8-zCDP, by bounded range, with chances exactly proportional to
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
      sensitivity: Self.scoreUnits * heaviest)
    let scores = candidates.map { Self.score($0, counts: counts(of: $0.clique)) }
    let question = "\(candidates.count) marginals, digest \(Self.digest(candidates))"
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

  /// The score of a candidate; below 2⁶² for up to 2⁴⁰ records.
  static func score(_ candidate: SelectionCandidate, counts: [Int64]) -> Int {
    let units = Double(scoreUnits)
    var sum: Int64 = 0
    for (count, estimate) in zip(counts, candidate.estimate.values) {
      let believed = estimate > 0 ? min(estimate * units, 0x1p43).rounded() : 0
      sum += abs(count * Int64(scoreUnits) - Int64(believed))
    }
    let penalty = min(candidate.penalty * units, 0x1p43).rounded()
    return candidate.weight * (Int(sum) - Int(penalty))
  }

  /// Names what is selected from, as 16 hexadecimal digits: a resumed run must ask the same.
  private static func digest(_ candidates: [SelectionCandidate]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }
    for candidate in candidates {
      for attribute in candidate.clique.attributes { mix(UInt64(attribute)) }
      mix(UInt64(candidate.weight))
      mix(candidate.penalty.bitPattern)
      for value in candidate.estimate.values { mix(value.bitPattern) }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
