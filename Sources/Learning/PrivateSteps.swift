import Foundation
package import Privacy
import Synchronization

/// The steps of one private training and what they give away.
package struct PrivateSteps: Equatable, Sendable {
  /// The number of steps.
  package let count: Int
  /// The chance of each record to be in a step's batch, independently.
  package let probability: Double
  /// The expected size of a batch.
  package let expectedBatch: Int
  /// The most records that a batch may hold; a larger one loses the rest.
  package let largestBatch: Int
  /// The standard deviation of the noise over the clipping norm.
  package let noise: Double
  /// The grid on which sums of gradients are released: 2^-16 of the noise's standard deviation.
  package let unit: Double
  /// What is learnt from the records, the number of them being public.
  package let events: ComposedEvents
  /// What the claim's δ holds for batches over the largest, and for the bits that draws are exact to.
  package let slack: Double
  /// The claimed ε at the asked δ.
  package let epsilon: Double
  /// The claimed δ.
  package let delta: Double

  /// What was planned before: finding the noise takes longer than to train a small model, and shadows share it.
  private static let known = Mutex<[Question: PrivateSteps]>([:])

  private struct Question: Hashable {
    let privacy: PrivateTraining
    let sizes: [Int]
  }

  /// Plans the steps, or gives the plan that was made before for the same arguments.
  ///
  /// - Parameters:
  ///   - plan: Epochs, expected batch and what is asked for.
  ///   - privacy: What is asked for.
  ///   - records: The number of training records, which counts as public.
  ///   - parameters: The number of weights and biases.
  /// - Returns: The steps.
  /// - Throws: As `init(of:asking:records:parameters:)`.
  package static func planned(
    of plan: TrainingPlan, asking privacy: PrivateTraining, records: Int, parameters: Int
  ) throws -> PrivateSteps {
    let question = Question(
      privacy: privacy, sizes: [plan.epochs, plan.batchSize, records, parameters])
    return try known.withLock { known in
      if let steps = known[question] { return steps }
      let steps = try PrivateSteps(
        of: plan, asking: privacy, records: records, parameters: parameters)
      known[question] = steps
      return steps
    }
  }

  /// Plans the steps.
  ///
  /// Neighbours differ by one record that is added or removed. What comes from the records are, in each step, the
  /// clipped sums of gradients, rounded to a grid and with noise; the L2 sensitivity includes the rounding to the grid
  /// and that of sums in single precision.
  ///
  /// - Parameters:
  ///   - plan: Epochs and the expected batch.
  ///   - privacy: What is asked for.
  ///   - records: The number of training records, which counts as public.
  ///   - parameters: The number of weights and biases.
  /// - Throws: `PrivacyError` when no noise keeps within the budget or the accountant cannot resolve it; `LearningError` when
  ///   the noise is not exact enough for the asked δ.
  init(
    of plan: TrainingPlan, asking privacy: PrivateTraining, records: Int, parameters: Int
  ) throws {
    expectedBatch = min(plan.batchSize, records)
    let probability = Double(expectedBatch) / Double(records)
    let count = plan.epochs * ((records + expectedBatch - 1) / expectedBatch)
    let mean = Double(expectedBatch)
    // Bernstein: a batch is larger with a chance below 2^-60.
    largestBatch = min(records, expectedBatch + Int((83.2 * mean).squareRoot() + 28) + 1)
    let sum = Self.summation(largestBatch)
    func multiplier(_ noise: Double) -> Double {
      noise
        / (1 + sum + noise * Double(parameters).squareRoot() / RoundedGaussian.deviation)
    }
    func events(_ noise: Double) throws(PrivacyError) -> ComposedEvents {
      try ComposedEvents(
        PrivacyEvent(
          .poissonSampled(
            probability: probability, .gaussian(noiseMultiplier: multiplier(noise))),
          under: .addOrRemoveOne), count: count)
    }
    slack =
      Double(count)
      * (Double(parameters) * RoundedGaussian.slack + 0x1p-60
        + PoissonSampling.slack(ofRecords: records))
    delta = privacy.delta
    guard slack < delta / 2 else {
      throw LearningError(
        description:
          "\(count) steps with \(records) records and \(parameters) weights are exact to \(slack) only, not to a delta of \(delta); take a larger delta"
      )
    }
    let rest = delta - slack
    switch privacy.strength {
    case .noise(let value): noise = value
    case .epsilon(let epsilon):
      // The quick accountant comes first: the tight one then starts near.
      let rough = try Calibration.leastNoise(
        in: 0.05...1e4,
        within: .approximate(epsilon: epsilon, delta: rest, accountant: "rdp"), events)
      noise =
        privacy.accountant == "rdp"
        ? rough
        : try Self.tighten(
          rough,
          within: .approximate(epsilon: epsilon, delta: rest, accountant: privacy.accountant),
          events)
    }
    (self.count, self.probability) = (count, probability)
    unit = noise * privacy.clip / RoundedGaussian.deviation
    self.events = try events(noise)
    epsilon = try PrivacyBudget.approximate(
      epsilon: 1, delta: rest, accountant: privacy.accountant
    ).spending(of: self.events)
  }

  /// Lowers noise by shares of 1/128 while it keeps within a budget.
  private static func tighten(
    _ noise: Double, within budget: PrivacyBudget,
    _ events: (Double) throws(PrivacyError) -> ComposedEvents
  ) throws(PrivacyError) -> Double {
    var (low, high) = (noise * 0.5, noise)
    guard try budget.allows(events(high)) else { return try raise(noise, within: budget, events) }
    while high > low * (1 + 0x1p-7) {
      let middle = (low * high).squareRoot()
      if try budget.allows(events(middle)) { high = middle } else { low = middle }
    }
    return high
  }

  private static func raise(
    _ noise: Double, within budget: PrivacyBudget,
    _ events: (Double) throws(PrivacyError) -> ComposedEvents
  ) throws(PrivacyError) -> Double {
    try Calibration.leastNoise(in: noise...1e4, within: budget, events)
  }

  /// What sums of that many clipped gradients in single precision differ by, over the clipping norm, for both neighbours.
  ///
  /// Sums are of 128 records first, then of those. Flags' are of 32 first, which takes up to 13 additions; a flag's change and
  /// its base, which is nearer to zero, are at most three times what the flag is.
  private static func summation(_ records: Int) -> Double {
    let additions = max(128 + records / 128, 3 * (13 + records / 32 + 1)) + 8
    return 2 * Double(additions) * Double(records) * 0x1p-24
  }
}
