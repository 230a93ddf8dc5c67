package import Statistics

/// UMDA: every place on its own (Mühlenbein and Paaß 1996).
///
/// The next generation's share of ones at a place is that of the selected candidates, kept at least 1 / places from 0 and 1, so that no
/// place is ever decided for good.
package struct UnivariateMarginals: DistributionEstimator {
  package static let name = "umda"

  private let plan: SearchPlan

  package init(_ plan: SearchPlan) { self.plan = plan }

  package func maximise(
    places count: Int, using generator: inout SeededGenerator, fitness: ([Bool]) -> Double
  ) -> SearchResult {
    precondition(count > 0, "a candidate without a place")
    let margin = min(0.25, 1 / Double(count))
    var shares = Array(repeating: 0.5, count: count)
    var best = BestCandidate()
    for _ in 0..<plan.generations {
      let chosen = plan.selection(&best, fitness: fitness) {
        shares.map { generator.bernoulli($0) }
      }
      for place in shares.indices {
        let share = Double(chosen.count { $0[place] }) / Double(chosen.count)
        shares[place] = min(1 - margin, max(margin, share))
      }
    }
    return SearchResult(
      best: best.candidate, fitness: best.fitness, shares: shares, evaluations: best.evaluations)
  }
}
