package import Statistics

/// cGA: a population in the form of its shares alone (Harik, Lobo and Goldberg 1999).
///
/// Two candidates compete; where they differ, the share moves to the winner's side by one over the population that it stands for. It
/// ends when every share is 0 or 1, or the pairs of the plan are used up.
package struct CompactGenetic: DistributionEstimator {
  package static let name = "cga"

  private let plan: SearchPlan

  package init(_ plan: SearchPlan) { self.plan = plan }

  package func maximise(
    places count: Int, using generator: inout SeededGenerator, fitness: ([Bool]) -> Double
  ) -> SearchResult {
    precondition(count > 0, "a candidate without a place")
    // Whole numbers of the population's ones, so that 0 and all are met exactly.
    var ones = Array(repeating: plan.population / 2, count: count)
    let all = plan.population
    var best = BestCandidate()
    func draw() -> [Bool] { ones.map { generator.integer(below: all) < $0 } }
    for _ in 0..<plan.population * plan.generations / 2 {
      guard ones.contains(where: { $0 > 0 && $0 < all }) else { break }
      let (first, second) = (draw(), draw())
      let isFirst = best.consider(first, fitness) >= best.consider(second, fitness)
      for place in ones.indices where first[place] != second[place] {
        let step = (isFirst ? first : second)[place] ? 1 : -1
        ones[place] = min(all, max(0, ones[place] + step))
      }
    }
    return SearchResult(
      best: best.candidate, fitness: best.fitness, shares: ones.map { Double($0) / Double(all) },
      evaluations: best.evaluations)
  }
}
