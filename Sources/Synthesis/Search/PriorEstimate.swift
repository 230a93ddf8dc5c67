package import Statistics

/// A prior for attributes whose right distribution nobody can say: what the data can be brought to for what it costs.
///
/// A candidate is a batch: for each level so many units of records, each number written in binary. Its fitness is
/// -B(data + batch) - cost |batch| / |data|, with B the bias against a reference. At a cost of 0 the best batch balances the data and the
/// estimate is the reference; at a high cost no batch pays and it is the data's own distribution; between them the search decides. A
/// search without such a fitness would return the data's distribution always, and the bias against it would be 0 from the start.
package struct PriorEstimate: Equatable, Sendable {
  /// Attributes x levels: the shares after the best batch.
  package let shares: [[Double]]
  /// Attributes x levels: the records of the best batch.
  package let batch: [[Int]]
  /// The best batch's fitness.
  package let fitness: Double

  /// The places of each level's number.
  static let digits = 5

  /// Estimates.
  ///
  /// - Parameters:
  ///   - counts: Attributes x levels: the records there are.
  ///   - loss: The attributes with the reference as their prior.
  ///   - cost: The nats that doubling the data must be worth, at least 0.
  ///   - estimator: The algorithm that searches.
  ///   - generator: Draws candidates.
  package init(
    counts: [[Int]], loss: BiasLoss, cost: Double, by estimator: any DistributionEstimator,
    using generator: inout SeededGenerator
  ) {
    precondition(cost >= 0, "a cost of \(cost)")
    let data = counts.map { $0.map(Double.init) }
    let size = max(1, data.first?.reduce(0, +) ?? 1)
    var (shares, batches, fitness): ([[Double]], [[Int]], Double) = ([], [], 0)
    // The loss is a sum over attributes, and so is the cost: each is searched alone.
    for (place, attribute) in loss.attributes.enumerated() {
      let unit = Self.unit(counts[place], attribute.prior)
      let found = estimator.maximise(
        places: Self.digits * data[place].count, using: &generator
      ) { candidate in
        let batch = Self.batch(candidate, unit: unit)
        let mixed = zip(data[place], batch).map { $0 + Double($1) }
        return -attribute.divergence(mixed) - cost * Double(batch.reduce(0, +)) / size
      }
      let batch = Self.batch(found.best, unit: unit)
      batches.append(batch)
      shares.append(attribute.shares(zip(data[place], batch).map { $0 + Double($1) }))
      fitness += found.fitness
    }
    (self.shares, self.batch, self.fitness) = (shares, batches, fitness)
  }

  /// The records of one unit, so that exact balance lies within what can be written, or as many records again as there are.
  static func unit(_ counts: [Int], _ prior: [Double]) -> Int {
    let needed =
      BalancingCount(counts: [counts], priors: [prior])?.levels.joined().max()
      ?? counts.reduce(0, +)
    let largest = 1 << digits - 1
    return max(1, (needed + largest - 1) / largest)
  }

  /// The records of each level that a candidate stands for.
  static func batch(_ candidate: [Bool], unit: Int) -> [Int] {
    stride(from: 0, to: candidate.count, by: digits).map { first in
      unit * (0..<digits).reduce(0) { $0 + (candidate[first + $1] ? 1 << $1 : 0) }
    }
  }
}
