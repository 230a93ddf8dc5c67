package import Statistics

/// How far a dataset is debiased, and when that is given up.
package struct DebiasingPlan: Equatable, Sendable {
  /// The total bias below which the loop stops, in nats (the paper's ρ).
  package var threshold = 1e-4
  /// The records that are generated at a time; 0 for a hundredth of the data.
  package var batch = 0
  /// The steps of descent before each batch.
  package var descents = 50
  /// How far the greatest logit moves in the first step of a descent, which then adapts.
  package var rate = 1.0
  /// The most batches.
  package var stepLimit = 1_000
  /// The most records generated; 0 for ten times the data.
  package var countLimit = 0

  /// Plans with the defaults.
  package init() {}
}

/// One batch of a debiasing.
package struct DebiasingStep: Equatable, Sendable {
  /// The records that had been generated when the state was taken.
  package let generated: Int
  /// Attributes x levels: what the batch that led here was asked for; empty before the first.
  package let guidance: [[Double]]
  /// Attributes x levels: the records there are.
  package let counts: [[Int]]
  /// The divergence of each attribute, in nats.
  package let divergences: [Double]
  /// The total bias B.
  package let total: Double
}

/// What became of a debiasing.
package struct Debiasing: Equatable, Sendable {
  /// Why the loop ended.
  package enum Outcome: String, Codable, Sendable {
    /// The total bias is below the threshold.
    case reached
    /// As many records were generated as are allowed.
    case countLimit = "the limit on generated records came first"
    /// As many batches were generated as are allowed.
    case stepLimit = "the limit on batches came first"
    /// A level without prior mass has records, which adding cannot take away.
    case noPriorMass =
      "a level without prior mass has records, so no number of records brings exact balance"
  }

  /// The state before the first batch, then after each.
  package let steps: [DebiasingStep]
  /// Why the loop ended.
  package let outcome: Outcome
  /// The closed form for exact balance; nil where there is none.
  package let baseline: BalancingCount?
}

/// Adds generated records until the bias is below a threshold: algorithm 1 of Pan and others, 2024.
///
/// Before each batch the guidance descends on the loss that the data will have with the batch; the levels asked for are its shares in whole
/// numbers, dealt out at random over the records for each attribute on its own. What is counted is what the generator made, not what it
/// was asked for.
package struct DebiasingLoop: Sendable {
  private let loss: BiasLoss
  private let plan: DebiasingPlan

  /// Creates a loop.
  package init(_ loss: BiasLoss, _ plan: DebiasingPlan) {
    (self.loss, self.plan) = (loss, plan)
  }

  /// Runs the loop.
  ///
  /// - Parameters:
  ///   - counts: Attributes x levels: the records there are; the same total, above 0, for each attribute.
  ///   - generator: Deals out levels.
  ///   - told: Called after each step.
  ///   - generate: Makes records of given levels (attributes x records); gives the levels that they have, -1 for none.
  /// - Returns: All steps.
  /// - Throws: What `generate` throws; `CancellationError`.
  package func run(
    from counts: [[Int]], using generator: inout SeededGenerator,
    told: (DebiasingStep) -> Void = { _ in },
    generate: ([[Int32]]) throws -> [[Int32]]
  ) throws -> Debiasing {
    let size = counts.first?.reduce(0, +) ?? 0
    precondition(size > 0 && counts.count == loss.attributes.count, "no records to debias")
    let (batch, limit) = limits(size)
    var guidance = Guidance(loss.attributes.map(\.prior), rate: plan.rate)
    var steps = [state(counts, generated: 0, guidance: [])]
    told(steps[0])
    var counts = counts
    while let last = steps.last, last.total >= plan.threshold {
      guard last.generated < limit else { return result(steps, .countLimit) }
      guard steps.count <= plan.stepLimit else { return result(steps, .stepLimit) }
      try Task.checkCancellation()
      let wanted = min(batch, limit - last.generated)
      guidance.descend(
        on: loss, counts: counts.map { $0.map(Double.init) }, batch: Double(wanted),
        steps: plan.descents)
      let made = try generate(Self.dealt(guidance.shares, over: wanted, using: &generator))
      add(made, to: &counts)
      steps.append(
        state(counts, generated: last.generated + wanted, guidance: guidance.shares))
      told(steps[steps.count - 1])
    }
    return result(steps, .reached)
  }

  private func limits(_ size: Int) -> (batch: Int, limit: Int) {
    (
      plan.batch > 0 ? plan.batch : max(1, (size + 99) / 100),
      plan.countLimit > 0 ? plan.countLimit : 10 * size
    )
  }

  private func add(_ made: [[Int32]], to counts: inout [[Int]]) {
    for (attribute, codes) in made.enumerated() {
      for code in codes where code >= 0 { counts[attribute][Int(code)] += 1 }
    }
  }

  private func state(
    _ counts: [[Int]], generated: Int, guidance: [[Double]]
  ) -> DebiasingStep {
    let divergences = loss.divergences(counts.map { $0.map(Double.init) })
    return DebiasingStep(
      generated: generated, guidance: guidance, counts: counts, divergences: divergences,
      total: divergences.reduce(0, +))
  }

  private func result(_ steps: [DebiasingStep], _ outcome: Debiasing.Outcome) -> Debiasing {
    let baseline = BalancingCount(
      counts: steps[0].counts, priors: loss.attributes.map(\.prior))
    return Debiasing(
      steps: steps,
      outcome: outcome != .reached && baseline == nil ? .noPriorMass : outcome, baseline: baseline)
  }

  /// Levels of so many records by shares in whole numbers, in a random order for each attribute.
  static func dealt(
    _ shares: [[Double]], over count: Int, using generator: inout SeededGenerator
  ) -> [[Int32]] {
    shares.map { shares in
      let codes = apportioned(count, by: shares).enumerated().flatMap { level, records in
        Array(repeating: Int32(level), count: records)
      }
      return generator.permutation(count).map { codes[$0] }
    }
  }
}
