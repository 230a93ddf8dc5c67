import Foundation
package import Settings

/// One noisy count of each attribute's values, and attributes that know nothing of each other: what every synthesizer must beat.
///
/// The workload is not looked at. Each of d marginals gets ρ/d: σ = √(d / 2ρ).
package struct IndependentMarginals: Synthesizer {
  package static let name = "independent"

  package init(_ settings: inout Settings) throws {}

  package func publish(
    _ records: inout GuardedRecords, for workload: Workload
  ) async throws -> Synthesis {
    let domain = records.domain
    var state = try SynthesisState(of: records, for: workload)
    try await state.begin(
      with: domain.cliques(ofSize: 1),
      sigma: (Double(domain.count) / (2 * records.budget)).squareRoot(), from: &records)
    let model = try await state.fit(
      EstimationPlan(threads: records.context.threads), of: domain)
    return Synthesis(model: model, measurements: state.measurements)
  }
}
