package import Statistics

/// How an estimation-of-distribution algorithm searches.
package struct SearchPlan: Equatable, Sendable {
  /// The candidates of a generation; for the compact algorithm the population that it stands for.
  package var population = 200
  /// The best candidates of a generation that the next is learnt from.
  package var selected = 60
  /// The generations; the compact algorithm compares as many pairs as the others look at candidates.
  package var generations = 60

  /// Plans with the defaults.
  package init() {}
}

/// What a search found.
package struct SearchResult: Equatable, Sendable {
  /// The fittest candidate of all that were looked at; of equals the first.
  package let best: [Bool]
  /// Its fitness.
  package let fitness: Double
  /// The share of ones at each place in the last distribution.
  package let shares: [Double]
  /// The candidates whose fitness was asked for.
  package let evaluations: Int
}

/// An algorithm that learns where good candidates are: it samples a distribution, selects, and fits the distribution to what it selected.
///
/// Without fitness and selection it would only repeat the distribution that it starts from.
package protocol DistributionEstimator: Sendable {
  /// The name by which settings refer to the algorithm.
  static var name: String { get }

  /// Takes the plan of the search.
  init(_ plan: SearchPlan)

  /// Looks for candidates of high fitness.
  ///
  /// - Parameters:
  ///   - count: The places of a candidate, at least 1.
  ///   - generator: Draws candidates.
  ///   - fitness: Higher is better; finite.
  /// - Returns: What was found.
  func maximise(
    places count: Int, using generator: inout SeededGenerator, fitness: ([Bool]) -> Double
  ) -> SearchResult
}

/// All algorithms, in the order in which lists show them.
package let distributionEstimators: [any DistributionEstimator.Type] = [
  UnivariateMarginals.self,
  MutualInformationChain.self,
  CompactGenetic.self,
]

/// The fittest candidate so far.
struct BestCandidate {
  private(set) var candidate: [Bool] = []
  private(set) var fitness = -Double.infinity
  private(set) var evaluations = 0

  /// Asks for the fitness of a candidate and keeps the better one.
  mutating func consider(_ candidate: [Bool], _ fitness: ([Bool]) -> Double) -> Double {
    let found = fitness(candidate)
    evaluations += 1
    if found > self.fitness || self.candidate.isEmpty {
      (self.candidate, self.fitness) = (candidate, found)
    }
    return found
  }
}

extension SearchPlan {
  /// Draws a generation and gives its best candidates, best first; of equals the earlier.
  func selection(
    _ best: inout BestCandidate, fitness: ([Bool]) -> Double, draw: () -> [Bool]
  ) -> [[Bool]] {
    let candidates = (0..<population).map { _ in draw() }
    let values = candidates.map { best.consider($0, fitness) }
    let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    return order.prefix(selected).map { candidates[$0] }
  }
}
