import Foundation

/// The measurements of a running synthesis and the model that is fitted to them.
struct SynthesisState: Sendable {
  private(set) var measurements: [LinearMeasurement] = []
  private(set) var model: MarkovModel?

  /// Begins a synthesis.
  ///
  /// - Throws: `MarginalsError` where the workload is of another domain than the records.
  init(of records: GuardedRecords, for workload: Workload) throws(MarginalsError) {
    guard workload.domain == records.domain else {
      throw MarginalsError(
        "the workload is for \(workload.domain.names.joined(separator: ", ")) and the records have "
          + "\(records.domain.names.joined(separator: ", ")), or their sizes differ; make it for the records' domain"
      )
    }
  }

  /// What the noise of each count adds to a distance: the mean of its magnitude, for Gaussian noise of standard deviation 1.
  static let meanMagnitude = (2 / Double.pi).squareRoot()

  /// Measures each of several marginals with the same noise, before any round.
  mutating func begin(
    with cliques: [Clique], sigma: Double, from records: inout GuardedRecords
  ) async throws {
    try await records.prepare(cliques)
    for clique in cliques { try measure(clique, sigma: sigma, from: &records, round: 0) }
  }

  /// Measures a marginal that was prepared.
  mutating func measure(
    _ clique: Clique, sigma: Double, from records: inout GuardedRecords, round: Int,
    believed: Factor? = nil
  ) throws {
    try Task.checkCancellation()
    let measured = try records.measure(clique, sigma: sigma)
    measurements.append(measured)
    let error = believed.map { believed in
      let noise = Self.meanMagnitude * measured.sigma * Double(measured.values.count)
      let distance = zip(measured.values, believed.values).reduce(0) { $0 + abs($1.0 - $1.1) }
      return max(0, distance - noise) / (2 * max(believed.total, 1))
    }
    records.context.progress(
      SynthesisProgress(
        round: round, measured: clique.attributes.map { records.domain.names[$0] },
        sigma: measured.sigma, spent: records.spent, budget: records.budget, error: error))
  }

  /// Fits the model to all measurements, starting from the last one.
  mutating func fit(_ plan: EstimationPlan, of domain: AttributeDomain) async throws -> MarkovModel
  {
    let fitted = try await MarkovModel(
      fitting: measurements, of: domain, plan: plan, startingFrom: model)
    model = fitted
    return fitted
  }
}
