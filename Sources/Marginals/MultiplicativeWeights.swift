import Foundation
package import Settings

/// Rounds that each select a marginal of the workload that the model gets wrong, measure it, and fit the model anew.
///
/// A hundredth of the budget counts the records, since a first model of one record would make every selection one of small tables. The
/// rest, ρ, is for k rounds of ρ/k each. A share α = 0.9 of it goes into the measurement, σ = √(k / 2 α ρ), the rest into the
/// selection, ε = √(8 (1 - α) ρ / k). A candidate's score is the distance between its counts and the model's, less one for each
/// cell. In round i only those are candidates with which the model stays within i/k of the largest size. Sources: Hardt, Ligett and McSherry 2012, "A simple and practical
/// algorithm for differentially private data release"; McKenna, Sheldon and Miklau 2019, section 4, for the model. The count is ours.
package struct MultiplicativeWeights: Synthesizer {
  package static let name = "mwem+pgm"
  /// The share of the budget that measures.
  static let measuring = 0.9
  /// The share of the budget that counts the records before the first round.
  static let counting = 0.01

  private let rounds: Int?
  private let modelSize: Int
  private let fit: FitSettings

  package init(_ settings: inout Settings) throws {
    let rounds = try settings.integer(
      "rounds", default: 0, in: 0...1000, "marginals to measure; 0 for as many as attributes")
    self.rounds = rounds == 0 ? nil : rounds
    modelSize = try settings.modelSize(
      "max-model-size", default: "25MB", "most memory of the model's tables")
    fit = try FitSettings(&settings)
  }

  /// The noise of a round.
  ///
  /// - Parameters:
  ///   - rho: The budget of all rounds.
  ///   - rounds: The number of rounds.
  /// - Returns: The measurement's σ and the selection's ε.
  package static func noise(rho: Double, rounds: Int) -> RoundNoise {
    let share = rho / Double(rounds)
    return RoundNoise(
      sigma: (0.5 / (measuring * share)).squareRoot(),
      epsilon: (8 * (1 - measuring) * share).squareRoot())
  }

  package func publish(
    _ records: inout GuardedRecords, for workload: Workload
  ) async throws -> Synthesis {
    let cliques = workload.queries.map(\.clique)
    let rounds = self.rounds ?? records.domain.count
    var state = try SynthesisState(of: records, for: workload)
    try await state.begin(
      with: [Clique([])], sigma: (0.5 / (Self.counting * records.budget)).squareRoot(),
      from: &records)
    let noise = Self.noise(rho: records.remaining, rounds: rounds)
    var model = try await Self.uniform(
      records.domain, total: LinearMeasurement.total(of: state.measurements))
    try await records.prepare(cliques)
    for round in 1...rounds {
      let limit = Double(modelSize) * Double(round) / Double(rounds)
      let small = try candidates(
        cliques, beside: state.measurements, within: limit, of: records.domain)
      let estimates = try await model.marginals(of: small, threads: records.context.threads)
      let place = try records.select(
        zip(small, estimates).map {
          SelectionCandidate($0, estimate: $1, penalty: Double($1.values.count))
        }, epsilon: noise.epsilon)
      try state.measure(
        small[place], sigma: noise.sigma, from: &records, round: round, believed: estimates[place])
      model = try await state.fit(
        fit.plan(isLast: round == rounds, bytes: modelSize, records.context), of: records.domain)
    }
    return Synthesis(model: model, measurements: state.measurements)
  }

  /// The records spread evenly: what is known before the first round.
  private static func uniform(
    _ domain: AttributeDomain, total: Double
  ) async throws -> MarkovModel {
    try await MarkovModel(
      potentials: CliqueVector(zerosOver: domain.cliques(ofSize: 1), of: domain), total: total)
  }

  /// The marginals with which the model stays small; those that were measured always do.
  private func candidates(
    _ cliques: [Clique], beside measured: [LinearMeasurement], within limit: Double,
    of domain: AttributeDomain
  ) throws -> [Clique] {
    let known = measured.map(\.clique)
    let small = cliques.filter { JunctionTree.bytes(domain, holding: known + [$0]) <= limit }
    guard !small.isEmpty else {
      throw MarginalsError(
        "no marginal of the workload fits a model of \(Int(limit)) bytes, the share of the first round; "
          + "raise 'max-model-size' or use fewer bins")
    }
    return small
  }
}
