import Foundation
import Learning
import Models
import Settings
import Statistics
import Tables
import Tensors
import Unlearning

/// Models trained on the records of an experiment, run by run, and made to forget by each method.
///
/// In each run a coin decides for every candidate record whether it is trained and then forgotten or never seen (the next run swaps the
/// two); an oracle is trained on the retained records alone. All methods of a run start from the same model.
struct ForgettingBench: Sendable {
  /// What is to be trained and forgotten.
  struct Plan: Sendable {
    let source: any RecordSource
    let numbers: NumericEncoding
    let folder: String
    let seed: UInt64
    let candidates: ForgettingCandidates.Plan
    let runs: Int
    let oracles: Int
    let training: ForgettingTraining
    let methods: [NamedUnlearner]
    let queries: Queries
    let capacity: CapacityPlan

    /// Reads the plan.
    init(_ settings: inout Settings, folder: String, seed: UInt64) throws {
      (self.folder, self.seed) = (folder, seed)
      var data = try settings.section("data", "where the records come from")
      source = try recordSource(&data)
      numbers = try NumericEncoding(&data)
      try data.finish()
      candidates = try ForgettingCandidates.Plan(&settings)
      runs = try settings.integer(
        "runs", default: 16, in: 6...10_000,
        "models of each method; an even number, so that each candidate is forgotten in half of them"
      )
      guard runs.isMultiple(of: 2) else {
        throw settings.error(
          "runs", "'runs' must be even, so that each candidate is in half of them")
      }
      oracles = try settings.integer(
        "oracles", default: 0, in: 0...10_000,
        "models trained from scratch without the candidates; 0 for as many as runs")
      var train = try settings.section("train", "how the models are trained")
      training = try ForgettingTraining(&train)
      try train.finish()
      methods = try NamedUnlearner.all(&settings, default: Self.suited(to: training))
      queries = try Queries(&settings)
      capacity = try CapacityPlan(&settings)
      guard oracles == 0 || oracles >= 5 else {
        throw settings.error("oracles", "methods are judged by 5 oracles or more")
      }
    }

    /// The methods for a kind of model.
    private static func suited(to training: ForgettingTraining) -> [String] {
      switch training {
      case .network:
        unlearners.map { $0.name }.filter {
          !["retrain", "newton", "certified-removal", "sisa"].contains($0)
        }
      case .ridgeLogistic: ["unchanged", "newton"]
      case .sisa: ["unchanged", "sisa"]
      }
    }
  }

  let plan: Plan
  let records: Records
  let candidates: ForgettingCandidates
  /// Further versions of the records that models are asked about.
  private let versions: [Records]
  private let threads: Int
  private let clock: @Sendable () -> Double

  /// Reads the records and draws the candidates.
  init(
    _ plan: Plan, name: String, threads: Int, clock: @escaping @Sendable () -> Double
  ) async throws {
    (self.plan, self.threads, self.clock) = (plan, threads, clock)
    records = try Records(
      plan.training.described(
        plan.source.read(relativeTo: plan.folder, name: name), seed: plan.seed),
      numbers: plan.numbers)
    candidates = try await ForgettingCandidates(
      plan.candidates, of: records, training: plan.training, seed: plan.seed)
    versions = Array(try plan.queries.versions(of: records, seed: Int(plan.seed)).dropFirst())
  }

  /// What the models of one run said, and what the methods took.
  private struct RunResult: Sendable {
    var original: Answers
    var oracle: Answers?
    var methods: [Answers] = []
    var seconds: [Double] = []
    var recordPasses: [Int] = []
    var trainingSeconds = (original: 0.0, oracle: 0.0)
  }

  /// What a model said of all observed records, and of further versions of the candidates.
  private struct Answers: Sendable {
    let logits: Tensor<Float>
    let versions: [Tensor<Float>]
  }

  private func answers(_ model: any RowClassifier) throws -> Answers {
    Answers(
      logits: try model.logits(ofRows: candidates.observed),
      versions: try versions.map { try model.reading($0).logits(ofRows: candidates.rows) })
  }

  /// Trains, forgets and asks.
  func run(
    report: (AuditProgress) -> Void
  ) async throws -> ForgettingOutcome {
    report(
      .note(
        "\(candidates.retained.count) retained, \(candidates.rows.count) candidate and "
          + "\(candidates.test.count) test records; \(plan.runs) runs of \(plan.methods.count) methods"
      ))
    let training = try plan.training.training(of: records, labels: candidates.labels)
    let results = try await concurrentMap(
      Array(0..<plan.runs), width: threads,
      finished: { report(.step(what: "runs", done: $0, of: plan.runs)) },
      { run in try await self.run(run, training) })
    let names = plan.methods.map(\.label)
    let seconds =
      [
        ("original", mean(results.map(\.trainingSeconds.original))),
        ("retrain", mean(results.filter { $0.oracle != nil }.map(\.trainingSeconds.oracle))),
      ]
      + names.indices.map { place in (names[place], mean(results.map { $0.seconds[place] })) }
    if !plan.capacity.sizes.isEmpty { report(.note("measuring deletion capacity")) }
    return ForgettingOutcome(
      evidence: try evidence(results, training), capacities: try await capacities(),
      seconds: seconds.map { (name: $0.0, seconds: $0.1) })
  }

  private func run(_ run: Int, _ training: any ModelTraining) async throws -> RunResult {
    let coins = ExchangeableHalves.coins(candidates.rows.count, run: run, seed: plan.seed)
    let forgotten = zip(candidates.rows, coins).filter(\.1).map(\.0)
    let members = (candidates.retained + forgotten).sorted()
    let begin = clock()
    var generator = SeededGenerator(seed: plan.seed, label: "unlearning/run \(run)/original")
    let original = try await training.trained(onRows: members, using: &generator)
    var result = RunResult(original: try answers(original))
    result.trainingSeconds.original = clock() - begin
    if plan.oracles == 0 || run < plan.oracles {
      let start = clock()
      var generator = SeededGenerator(seed: plan.seed, label: "unlearning/run \(run)/oracle")
      let oracle = try await training.trained(onRows: candidates.retained, using: &generator)
      result.trainingSeconds.oracle = clock() - start
      result.oracle = try answers(oracle)
    }
    for method in plan.methods {
      let request = try UnlearningRequest(
        forgetting: forgotten, of: members, by: (original, training), labels: candidates.labels,
        stream: (plan.seed, "unlearning/run \(run)/\(method.label)"))
      let start = clock()
      let unlearned = try await method.method.unlearn(request)
      result.seconds.append(clock() - start)
      result.recordPasses.append(unlearned.recordPasses)
      result.methods.append(try answers(unlearned.model))
    }
    return result
  }

  private func evidence(
    _ results: [RunResult], _ training: any ModelTraining
  ) throws -> ForgettingEvidence {
    let epochs = (training as? any IncrementalTraining)?.epochs ?? 1
    let oracles = results.compactMap(\.oracle)
    let (count, retained) = (candidates.rows.count, candidates.retained.count)
    return try ForgettingEvidence(
      labels: candidates.observed.map { candidates.labels[$0] },
      rows: .init(
        candidates: Array(0..<count),
        wasForgotten: results.indices.map {
          ExchangeableHalves.coins(count, run: $0, seed: plan.seed)
        }, retained: Array(count..<count + retained),
        test: Array(count + retained..<candidates.observed.count)),
      original: bank("original", results.map(\.original)),
      retrained: bank("retrain", oracles, passes: oracles.map { _ in epochs * retained }),
      methods: plan.methods.indices.map { place in
        bank(
          plan.methods[place].label, results.map { $0.methods[place] },
          passes: results.map { $0.recordPasses[place] })
      }, swapped: candidates.swapped)
  }

  private func bank(
    _ name: String, _ answers: [Answers], passes: [Int] = []
  ) -> ForgettingEvidence.Bank {
    ForgettingEvidence.Bank(
      name, runs: answers.map(\.logits),
      versions: versions.isEmpty ? [] : answers.map(\.versions), recordPasses: passes)
  }
}
