/// A way from noisy measurements to the potentials of a distribution that agrees with them.
package protocol Estimator: Sendable {
  /// What settings call it.
  static var name: String { get }

  /// Searches the potentials of the least loss.
  ///
  /// - Parameter problem: The measurements, where to start, and when to stop.
  /// - Returns: What was found.
  /// - Throws: `MarginalsError` where no record is possible; `CancellationError`.
  func estimate(_ problem: EstimationProblem) async throws -> Estimate
}

/// All estimators, the default one first.
package let estimators: [any Estimator] = [InteriorGradient(), MirrorDescent(), DualAveraging()]

/// What an estimator works on: measurements over a junction tree.
package struct EstimationProblem: Sendable {
  let propagation: BeliefPropagation
  let loss: MeasurementLoss
  let start: CliqueVector
  let total: Double
  let plan: EstimationPlan

  /// The marginals of potentials; one iteration's work.
  func marginals(_ potentials: CliqueVector) async throws -> CliqueVector {
    try Task.checkCancellation()
    return try await propagation.marginals(
      of: potentials, total: total, threads: plan.threads)
  }
}

/// What an estimator found.
package struct Estimate: Sendable {
  /// The logarithms whose sum is that of the distribution, or whose mean over iterations led to it.
  let potentials: CliqueVector
  /// Whether the distribution is the mean over iterations rather than that of the potentials.
  let isMean: Bool
  /// The loss of the distribution.
  let loss: Double
  /// The number of times that marginals were computed.
  let iterations: Int
}

/// How to fit a distribution.
package struct EstimationPlan: Sendable {
  /// How the potentials are searched.
  package var estimator: any Estimator
  /// The most iterations, at least 1.
  package var iterations: Int
  /// The number of records, where it is known; else it is estimated from the measurements.
  package var total: Double?
  /// What cannot occur.
  package var zeros: [StructuralZeros]
  /// The most bytes of the model's tables; fitting needs about as much again, twice as much for estimators that average.
  package var bytes: Int
  /// The most threads; the result is the same for any number.
  package var threads: Int

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - estimator: How the potentials are searched.
  ///   - iterations: The most iterations.
  ///   - total: The number of records, where it is known.
  ///   - zeros: What cannot occur.
  ///   - bytes: The most bytes of the model's tables.
  ///   - threads: The most threads.
  package init(
    estimator: any Estimator = InteriorGradient(), iterations: Int = 1000, total: Double? = nil,
    zeros: [StructuralZeros] = [], bytes: Int = 80 << 20, threads: Int = 1
  ) {
    precondition(iterations >= 1 && threads >= 1, "\(iterations) iterations on \(threads) threads")
    (self.estimator, self.iterations, self.total) = (estimator, iterations, total)
    (self.zeros, self.bytes, self.threads) = (zeros, bytes, threads)
  }
}
