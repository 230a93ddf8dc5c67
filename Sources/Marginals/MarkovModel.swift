/// A distribution over discrete records as the marginals of a junction tree's cliques: a Markov random field, fitted and calibrated.
///
/// P(record) is the product of the cliques' marginals over that of the separators'. All marginals sum to the same total.
package struct MarkovModel: Sendable {
  /// The cliques of the tables.
  package let tree: JunctionTree
  /// What every marginal sums to: the number of records, known or estimated; it need not be whole.
  package let total: Double
  /// The logarithms from which another fit can start.
  ///
  /// Of an estimator that takes means over iterations they lead to the distribution, but are not exactly its own.
  package let potentials: CliqueVector
  /// Half the sum of squared differences between marginals and measurements, over the variance of each.
  package let loss: Double
  /// The number of times that marginals were computed.
  package let iterations: Int
  /// The marginals of the tree's cliques, few values first.
  let tables: [Factor]

  /// The attributes.
  package var domain: AttributeDomain { tree.domain }

  /// Fits a distribution to noisy measurements: of all that agree with them equally well, that of the most entropy.
  ///
  /// - Parameters:
  ///   - measurements: What a mechanism published.
  ///   - domain: The attributes.
  ///   - plan: How to fit.
  ///   - earlier: A model of the same domain to start from; its cliques become part of the new one.
  /// - Throws: `MarginalsError` where the model would be too large or nothing is possible; `CancellationError`.
  package init(
    fitting measurements: [LinearMeasurement], of domain: AttributeDomain, plan: EstimationPlan,
    startingFrom earlier: MarkovModel? = nil
  ) async throws {
    precondition(earlier.map { $0.domain == domain } ?? true, "a model of another domain")
    let total = plan.total ?? LinearMeasurement.total(of: measurements)
    guard total.isFinite && total > 0 else {
      throw MarginalsError("a model of \(total) records cannot be fitted; give a number above 0")
    }
    let cliques = Clique.maximal(
      measurements.map(\.clique) + plan.zeros.map(\.clique) + (earlier?.potentials.cliques ?? [])
    ).filter { $0.count > 0 }
    let tree = try JunctionTree(domain, holding: cliques, atMostBytes: plan.bytes)
    let propagation = BeliefPropagation(tree, potentials: cliques)
    var start = CliqueVector(layout: propagation.layout)
    if let earlier {
      for place in earlier.potentials.cliques.indices {
        start.add(earlier.potentials.factor(place))
      }
    }
    for zeros in plan.zeros { start.add(zeros.potential(of: domain)) }
    let estimate = try await plan.estimator.estimate(
      EstimationProblem(
        propagation: propagation, loss: MeasurementLoss(measurements, propagation.layout),
        start: start, total: total, plan: plan))
    (self.tree, self.total) = (tree, total)
    (potentials, loss, iterations) = (estimate.potentials, estimate.loss, estimate.iterations)
    tables = propagation.tables(mean: estimate.isMean)
  }

  /// The distribution of given potentials.
  ///
  /// - Parameters:
  ///   - potentials: The logarithms, up to a constant, of factors of the distribution.
  ///   - total: What every marginal shall sum to, above 0.
  ///   - bytes: The most bytes of the model's tables.
  ///   - threads: The most threads.
  /// - Throws: `MarginalsError` where the model would be too large or nothing is possible.
  package init(
    potentials: CliqueVector, total: Double, bytes: Int = .max, threads: Int = 1
  ) async throws {
    let domain = potentials.layout.domain
    let cliques = Clique.maximal(potentials.cliques).filter { $0.count > 0 }
    let tree = try JunctionTree(domain, holding: cliques, atMostBytes: bytes)
    let propagation = BeliefPropagation(tree, potentials: cliques)
    var merged = CliqueVector(layout: propagation.layout)
    for place in potentials.cliques.indices where potentials.cliques[place].count > 0 {
      merged.add(potentials.factor(place))
    }
    _ = try await propagation.marginals(of: merged, total: total, threads: threads)
    (self.tree, self.total, self.potentials) = (tree, total, merged)
    (loss, iterations) = (0, 1)
    tables = propagation.tables(mean: false)
  }
}
