import Foundation
package import Settings

/// All attributes, and the pairs along a tree that is selected for what single attributes cannot tell.
///
/// A third of ρ measures the d attributes, σ = √(3 d / 2ρ). A third selects the tree: Kruskal's algorithm with each of the d - 1 edges
/// drawn by the exponential mechanism among the pairs that still join two parts, ε = √(8 ρ / 3 (d - 1)), by the distance between a pair's counts
/// and what independence of the measured attributes says. A third measures the tree's pairs, σ = √(3 (d - 1) / 2ρ). The workload is not
/// looked at. Source: McKenna, Miklau and Sheldon 2021, "Winning the NIST contest: a scalable and general approach to differentially private
/// synthetic data", without merging rare values.
package struct MaximumSpanningTree: Synthesizer {
  package static let name = "mst"

  package init(_ settings: inout Settings) throws {}

  package func publish(
    _ records: inout GuardedRecords, for workload: Workload
  ) async throws -> Synthesis {
    let (domain, share) = (records.domain, records.budget / 3)
    var state = try SynthesisState(of: records, for: workload)
    try await state.begin(
      with: domain.cliques(ofSize: 1), sigma: Self.sigma(rho: share, marginals: domain.count),
      from: &records)
    // Most counts of pairs are noise about nothing, and a fit to the last digit would keep more of it.
    let plan = EstimationPlan(
      estimator: MirrorDescent(tolerance: 1e-3), iterations: 2000, bytes: .max,
      threads: records.context.threads)
    var model = try await state.fit(plan, of: domain)
    let edges = try await Self.tree(model, rho: share, from: &records)
    for edge in edges {
      try state.measure(
        edge, sigma: Self.sigma(rho: share, marginals: edges.count), from: &records, round: 1)
    }
    if !edges.isEmpty { model = try await state.fit(plan, of: domain) }
    return Synthesis(model: model, measurements: state.measurements)
  }

  /// The noise of so many marginals that share ρ.
  package static func sigma(rho: Double, marginals: Int) -> Double {
    (Double(marginals) / (2 * rho)).squareRoot()
  }

  /// Selects the edges of a tree over all attributes.
  private static func tree(
    _ model: MarkovModel, rho: Double, from records: inout GuardedRecords
  ) async throws -> [Clique] {
    let pairs = records.domain.cliques(ofSize: 2)
    try await records.prepare(pairs)
    let estimates = try await model.marginals(of: pairs, threads: records.context.threads)
    var candidates = zip(pairs, estimates).map { SelectionCandidate($0, estimate: $1, penalty: 0) }
    var parts = Array(0..<records.domain.count)
    var edges: [Clique] = []
    while !candidates.isEmpty {
      try Task.checkCancellation()
      let epsilon = (8 * rho / Double(records.domain.count - 1)).squareRoot()
      let edge = candidates[try records.select(candidates, epsilon: epsilon)].clique
      edges.append(edge)
      let (kept, joined) = (parts[edge.attributes[0]], parts[edge.attributes[1]])
      for attribute in parts.indices where parts[attribute] == joined { parts[attribute] = kept }
      candidates.removeAll { parts[$0.clique.attributes[0]] == parts[$0.clique.attributes[1]] }
    }
    return edges
  }
}
