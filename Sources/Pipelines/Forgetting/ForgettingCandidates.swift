import Foundation
import Settings
import Statistics
import Tables
import Tensors
import Unlearning

/// The records that runs forget or never see, beside those that all are trained on and those that none sees.
struct ForgettingCandidates: Sendable {
  /// What sets candidates apart from other records.
  enum Kind: String, CaseIterable, Sendable {
    /// Nothing.
    case random
    /// Their labels, each replaced by another class; they are judged by the wrong label.
    case mislabelled
    /// They are the ones that pilot models know best by having been trained on them.
    case memorised
  }

  /// How many records of which kind.
  struct Plan: Equatable, Sendable {
    let retained: Int
    let candidates: Int
    let test: Int
    let kind: Kind
    let pilots: Int
    let pool: Int

    /// Reads the plan.
    init(_ settings: inout Settings) throws {
      var own = try settings.section("forgetting", "which records are forgotten")
      retained = try own.integer(
        "retained", default: 1000, in: 10...Int(Int32.max), "records that all models learn from")
      candidates = try own.integer(
        "candidates", default: 200, in: 10...1_000_000,
        "records of which each run forgets half and never sees the others")
      test = try own.integer(
        "test", default: 1000, in: 10...Int(Int32.max), "records that no model sees")
      kind = try own.choice("kind", default: Kind.random, "what sets candidates apart")
      pilots = try own.integer(
        "pilots", default: 8, in: 4...10_000, "for memorised: models that find the candidates")
      pool = try own.integer(
        "pool", default: 5, in: 2...1000, "for memorised: records looked at for each candidate")
      try own.finish()
    }
  }

  /// The candidates, as row numbers.
  let rows: [Int]
  /// The records that all models learn from.
  let retained: [Int]
  /// The records that no model sees.
  let test: [Int]
  /// The class of every record of the dataset, wrong ones for mislabelled candidates.
  let labels: [Int32]
  /// The two classes whose labels were swapped; nil where none were.
  let swapped: (first: Int32, second: Int32)?

  /// All rows that models are asked about: candidates, retained and test records.
  var observed: [Int] { rows + retained + test }

  /// Draws the records.
  ///
  /// - Parameters:
  ///   - plan: How many of which kind.
  ///   - records: The records.
  ///   - training: How pilot models are trained.
  ///   - seed: The seed of everything random.
  /// - Throws: `PipelinesError` where there are too few records; what training throws.
  init(
    _ plan: Plan, of records: Records, training: ForgettingTraining, seed: UInt64
  ) async throws {
    let wanted = plan.kind == .memorised ? plan.candidates * plan.pool : plan.candidates
    let sum = plan.retained + wanted + plan.test
    guard sum <= records.count else {
      throw PipelinesError(
        "\(sum) records are wanted of \(records.count): lower 'retained', 'candidates' or 'test' of 'forgetting'"
      )
    }
    var generator = SeededGenerator(seed: seed, label: "unlearning/records")
    let order = generator.permutation(records.count)
    retained = Array(order[..<plan.retained])
    test = Array(order[plan.retained..<plan.retained + plan.test])
    let pool = Array(order[(plan.retained + plan.test)...].prefix(wanted))
    let truth = records.dataset.label.codes
    switch plan.kind {
    case .random: (rows, labels, swapped) = (pool, truth, nil)
    case .mislabelled:
      (rows, labels) = (pool, Self.mislabelled(pool, truth, records.classCount, &generator))
      swapped = records.classCount == 2 ? (0, 1) : nil
    case .memorised:
      let pilots = Pilots(
        training: try training.training(of: records, labels: truth), retained: retained,
        pool: pool, labels: truth, seed: seed)
      (rows, labels, swapped) = (
        try await pilots.mostMemorised(plan.candidates, models: plan.pilots), truth, nil
      )
    }
  }

  /// Labels with those of some rows replaced by another class, each as likely as the others.
  private static func mislabelled(
    _ rows: [Int], _ truth: [Int32], _ classes: Int, _ generator: inout SeededGenerator
  ) -> [Int32] {
    var labels = truth
    for row in rows {
      let step = 1 + generator.integer(below: max(1, classes - 1))
      labels[row] = Int32((Int(labels[row]) + step) % classes)
    }
    return labels
  }
}

/// Models that show which records are learned by heart (Feldman and Zhang 2020).
private struct Pilots {
  let training: any ModelTraining
  let retained: [Int]
  let pool: [Int]
  let labels: [Int32]
  let seed: UInt64

  /// The records with the largest difference of the label's mean probability between models that saw them and models that did not.
  func mostMemorised(_ count: Int, models: Int) async throws -> [Int] {
    var sums = [[Double]](repeating: Array(repeating: 0, count: pool.count), count: 2)
    let even = models + models % 2
    for model in 0..<even {
      try Task.checkCancellation()
      let coins = ExchangeableHalves.coins(pool.count, run: model, seed: seed &+ 1)
      var generator = SeededGenerator(seed: seed, label: "unlearning/pilot \(model)")
      let members = (retained + zip(pool, coins).filter(\.1).map(\.0)).sorted()
      let trained = try await training.trained(onRows: members, using: &generator)
      let scores = ClassScores(
        try trained.logits(ofRows: pool), labels: pool.map { labels[$0] })
      for (place, loss) in scores.losses.enumerated() {
        sums[coins[place] ? 1 : 0][place] += exp(-loss) / Double(even / 2)
      }
    }
    let order = pool.indices.sorted {
      (sums[0][$0] - sums[1][$0], $0) < (sums[0][$1] - sums[1][$1], $1)
    }
    return order.prefix(count).map { pool[$0] }
  }
}
