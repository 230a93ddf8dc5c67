import Foundation
package import Settings

/// Rounds that each select, among the workload's marginals and their parts, the one whose measurement promises most, with noise that falls as
/// long as rounds teach nothing.
///
/// It starts with all attributes of the workload at σ = √(T / 2 α ρ) for T = 16 rounds an attribute and α = 0.9, and selects with
/// ε = √(8 (1 - α) ρ / T). A candidate's score is its weight times the distance between its counts and the model's, less what noise
/// would bring, √(2/π) σ for each cell. After a share s of the budget only those are candidates with which the model stays within s of the
/// largest size, or that are in a measured marginal. Where a measurement moved the model's marginal by no more than noise, σ is halved
/// and ε doubled. The last round takes all that is left as soon as two more rounds would not fit. A marginal that was measured with
/// σ of an eighth of a record or less, or is inside such a one, is known and no candidate again; where all are known, the rest of the budget stays
/// unspent. An attribute outside the workload is not measured and comes out even. Source: McKenna, Mullins, Sheldon and Miklau 2022, "AIM: an
/// adaptive and iterative mechanism for differentially private synthetic data", algorithm 4.
package struct AIM: Synthesizer {
  package static let name = "aim"
  /// The share of the budget that measures.
  private static let measuring = 0.9
  /// The rounds for each attribute that the first noise is made for.
  private static let roundsPerAttribute = 16
  /// The noise at which counts are known: rounded, they are wrong with a chance of 6e-5.
  private static let knownAt = 0.125

  private let rounds: Int?
  private let modelSize: Int
  private let fit: FitSettings

  package init(_ settings: inout Settings) throws {
    let rounds = try settings.integer(
      "rounds", default: 0, in: 0...100_000,
      "rounds that the first noise is made for; 0 for \(Self.roundsPerAttribute) an attribute")
    self.rounds = rounds == 0 ? nil : rounds
    modelSize = try settings.modelSize(
      "max-model-size", default: "80MB", "most memory of the model's tables")
    fit = try FitSettings(&settings)
  }

  /// The noise of a round.
  ///
  /// - Parameters:
  ///   - rho: The budget of all rounds.
  ///   - rounds: The number of rounds, 1 for a last one that takes all.
  /// - Returns: The measurement's σ and the selection's ε.
  package static func noise(rho: Double, rounds: Int) -> RoundNoise {
    let share = rho / Double(rounds)
    return RoundNoise(
      sigma: (1 / (2 * measuring * share)).squareRoot(),
      epsilon: (8 * (1 - measuring) * share).squareRoot())
  }

  package func publish(
    _ records: inout GuardedRecords, for workload: Workload
  ) async throws -> Synthesis {
    let domain = records.domain
    var state = try SynthesisState(of: records, for: workload)
    let attributes = workload.candidates.map(\.clique).filter { $0.count == 1 }
    let rounds = self.rounds ?? Self.roundsPerAttribute * domain.count
    guard rounds > attributes.count else {
      throw MarginalsError(
        "\(rounds) rounds have no budget left after \(attributes.count) attributes are measured; "
          + "give 'rounds' more than \(attributes.count)")
    }
    try await records.prepare(workload.candidates.map(\.clique))
    var noise = Self.noise(rho: records.budget, rounds: rounds)
    try await state.begin(with: attributes, sigma: noise.sigma, from: &records)
    var model = try await state.fit(plan(isLast: false, records), of: domain)
    var (round, isLast) = (0, false)
    while !isLast {
      round += 1
      if records.remaining < 2 * noise.rho {
        noise = Self.noise(rho: records.remaining, rounds: 1)
        isLast = true
      }
      let share = (records.spent + noise.rho) / records.budget
      let open = candidates(workload, beside: model, state.measurements, share: share)
      guard !open.isEmpty else { break }
      let selected = try await select(open, model, noise, from: &records)
      try state.measure(
        selected.clique, sigma: noise.sigma, from: &records, round: round,
        believed: selected.estimate)
      model = try await state.fit(plan(isLast: isLast, records), of: domain)
      let moved = zip(try model.marginal(of: selected.clique).values, selected.estimate.values)
        .reduce(0) { $0 + abs($1.0 - $1.1) }
      if moved <= selected.penalty { noise = noise.sharpened }
    }
    return Synthesis(model: model, measurements: state.measurements)
  }

  private func plan(isLast: Bool, _ records: GuardedRecords) -> EstimationPlan {
    fit.plan(isLast: isLast, bytes: modelSize, records.context)
  }

  /// Selects the marginal of a round.
  private func select(
    _ open: [Workload.Query], _ model: MarkovModel, _ noise: RoundNoise,
    from records: inout GuardedRecords
  ) async throws -> SelectionCandidate {
    let estimates = try await model.marginals(
      of: open.map(\.clique), threads: records.context.threads)
    let candidates = zip(open, estimates).map { query, estimate in
      SelectionCandidate(
        query.clique, weight: query.weight, estimate: estimate,
        penalty: SynthesisState.meanMagnitude * noise.sigma * Double(estimate.values.count))
    }
    return candidates[try records.select(candidates, epsilon: noise.epsilon)]
  }

  /// The marginals that are not known, and with which the model stays within a share of its largest size or that are in it already; where there
  /// is none, all with which it stays within that size.
  private func candidates(
    _ workload: Workload, beside model: MarkovModel, _ measured: [LinearMeasurement], share: Double
  ) -> [Workload.Query] {
    let held = model.potentials.cliques
    let known = measured.filter { $0.sigma <= Self.knownAt }.map(\.clique)
    let open = workload.candidates.filter { query in
      !known.contains(where: query.clique.isSubset(of:))
    }.map { query -> (query: Workload.Query, bytes: Double) in
      let isHeld = held.contains(where: query.clique.isSubset(of:))
      return (
        query,
        bytes: isHeld ? 0 : JunctionTree.bytes(workload.domain, holding: held + [query.clique])
      )
    }
    let small = open.filter { $0.bytes <= Double(modelSize) * share }
    return (small.isEmpty ? open.filter { $0.bytes <= Double(modelSize) } : small).map(\.query)
  }
}

/// The parameters of a round that selects and measures.
package struct RoundNoise: Equatable, Sendable {
  /// The measurement's noise.
  package let sigma: Double
  /// The selection's loss.
  package let epsilon: Double

  /// What the round costs.
  package var rho: Double { 0.5 / (sigma * sigma) + epsilon * epsilon / 8 }

  /// Half the noise and twice the loss.
  package var sharpened: RoundNoise { RoundNoise(sigma: sigma / 2, epsilon: 2 * epsilon) }
}
