import Foundation
import Models
import Settings
import Statistics
import Tables
import Tensors
import Unlearning

/// Models that forget their members step by step, run by run, with and without generated records in their place.
///
/// In each run a coin decides for every candidate whether it is a member or never seen (the next run swaps the two). All ways of generating
/// of a run start from the same model and forget the same records in the same order.
struct SteppedBench: Sendable {
  /// What is to be trained and forgotten.
  struct Plan: Sendable {
    let source: any RecordSource
    let numbers: NumericEncoding
    let folder: String
    let seed: UInt64
    let training: ForgettingTraining
    let queries: Queries
    let steps: StepPlan

    /// Reads the plan.
    init(_ settings: inout Settings, folder: String, seed: UInt64) throws {
      (self.folder, self.seed) = (folder, seed)
      var data = try settings.section("data", "where the records come from")
      source = try recordSource(&data)
      numbers = try NumericEncoding(&data)
      try data.finish()
      var train = try settings.section("train", "how the models are trained")
      training = try ForgettingTraining(&train)
      try train.finish()
      queries = try Queries(&settings)
      steps = try StepPlan(&settings)
    }
  }

  let plan: Plan
  private let records: Records
  private let versions: [Records]
  /// The records that are members or never seen, and those that no model sees.
  private let rows: (candidates: [Int], test: [Int])
  private let threads: Int
  private let clock: @Sendable () -> Double

  /// Reads the records and draws the candidates.
  init(
    _ plan: Plan, name: String, threads: Int, clock: @escaping @Sendable () -> Double
  ) throws {
    (self.plan, self.threads, self.clock) = (plan, threads, clock)
    records = try Records(
      plan.training.described(
        plan.source.read(relativeTo: plan.folder, name: name), seed: plan.seed),
      numbers: plan.numbers)
    let (candidates, test) = (plan.steps.candidates, plan.steps.test)
    guard candidates + test <= records.count else {
      throw PipelinesError(
        "\(candidates + test) records are wanted of \(records.count): lower 'candidates' or 'test' of 'steps'"
      )
    }
    var generator = SeededGenerator(seed: plan.seed, label: "unlearning/records")
    let order = generator.permutation(records.count)
    rows = (Array(order[..<candidates]), Array(order[candidates..<candidates + test]))
    versions = try plan.queries.versions(of: records, seed: Int(plan.seed))
  }

  /// Trains, forgets and asks.
  func run(report: (AuditProgress) -> Void) async throws -> StepOutcome {
    let steps = plan.steps
    let names = steps.sources.map(\.rawValue).joined(separator: ", ")
    report(
      .note(
        "\(rows.candidates.count) candidates, \(rows.test.count) test records; \(steps.runs) runs of "
          + "\(steps.rates.count - 1) steps; generators: \(names)"))
    let results = try await concurrentMap(
      Array(0..<steps.runs), width: threads,
      finished: { report(.step(what: "runs", done: $0, of: steps.runs)) },
      { run in try await self.result(ofRun: run) })
    let arms = steps.sources.indices.map { place in
      let runs = results.map { $0.arms[place] }
      return StepEvidence.Arm(
        steps.sources[place].rawValue, runs: runs.map { $0.map(\.answers) },
        stopped: results.compactMap { $0.stopped[place] }.first)
    }
    let seconds = steps.sources.indices.map { place in
      let runs = results.map { $0.arms[place] }
      let count = runs.map(\.count).min() ?? 0
      return StepOutcome.Seconds(
        arm: steps.sources[place].rawValue,
        forgetting: (0..<count).map { step in mean(runs.map { $0[step].seconds.forgetting }) },
        generating: (0..<count).map { step in mean(runs.map { $0[step].seconds.generating }) })
    }
    return StepOutcome(
      evidence: StepEvidence(
        fates: (0..<steps.runs).map(fates), rates: steps.rates, arms: arms),
      method: steps.method.label, seconds: seconds)
  }

  /// Which candidates a run forgets in which step: nil where never seen, 0 where they stay.
  private func fates(ofRun run: Int) -> [Int?] {
    let count = rows.candidates.count
    let coins = ExchangeableHalves.coins(count, run: run, seed: plan.seed)
    var generator = SeededGenerator(seed: plan.seed, label: "unlearning/run \(run)/order")
    let members = coins.indices.filter { coins[$0] }
    var fates: [Int?] = coins.map { $0 ? 0 : nil }
    let rates = plan.steps.rates
    for (place, member) in generator.permutation(members.count).enumerated() {
      let share = (Double(place) + 0.5) / Double(members.count)
      if let step = rates.firstIndex(where: { share < $0 }) { fates[members[member]] = step }
    }
    return fates
  }

  /// What a step led to.
  private struct StepResult: Sendable {
    let answers: StepEvidence.Answers
    let seconds: (forgetting: Double, generating: Double)
  }

  /// What the ways of one run led to.
  private struct RunResult: Sendable {
    var arms: [[StepResult]] = []
    var stopped: [String?] = []
  }

  private func result(ofRun run: Int) async throws -> RunResult {
    let fates = fates(ofRun: run)
    let members = fates.indices.filter { fates[$0] != nil }.map { rows.candidates[$0] }.sorted()
    let begin = clock()
    let training = try plan.training.training(of: records, labels: records.dataset.label.codes)
    var generator = SeededGenerator(seed: plan.seed, label: "unlearning/run \(run)/original")
    let trained = try await training.trained(onRows: members, using: &generator)
    let original = ForgettableModel(
      trained, training, kind: plan.training, members: members, columns: records.columns)
    let first = StepResult(
      answers: try answers(original, recordPasses: 0), seconds: (clock() - begin, 0))
    var result = RunResult()
    for source in plan.steps.sources {
      var model = original
      var (steps, stopped) = ([first], String?.none)
      for step in 1..<plan.steps.rates.count {
        try Task.checkCancellation()
        let forgotten = fates.indices.filter { fates[$0] == step }.map { rows.candidates[$0] }
        let own = ForgettingStep(
          method: plan.steps.method.method, source: source, generator: plan.steps.generator,
          epochs: plan.steps.replenishEpochs,
          stream: (plan.seed, "unlearning/run \(run)/\(source.rawValue)/step \(step)"))
        do {
          let begin = clock()
          let prepared = try own.prepared(model, forgetting: forgotten, of: records)
          let middle = clock()
          let (after, passes) = try await own.taken(
            by: prepared, forgetting: forgotten, of: records)
          model = after
          let seconds = (clock() - middle, middle - begin)
          steps.append(
            StepResult(answers: try answers(model, recordPasses: passes), seconds: seconds))
        } catch let error as UnlearningError {
          stopped = "run \(run + 1), step \(step): \(error.description)"
        } catch let error as NothingRetained {
          stopped = "run \(run + 1), step \(step): \(error)"
        }
        if stopped != nil { break }
      }
      result.arms.append(steps)
      result.stopped.append(stopped)
    }
    return result
  }

  private func answers(
    _ model: ForgettableModel, recordPasses: Int
  ) throws -> StepEvidence.Answers {
    let labels = records.dataset.label.codes
    func scores(_ rows: [Int], of records: Records) throws -> ClassScores {
      ClassScores(
        try model.model.reading(records).logits(ofRows: rows), labels: rows.map { labels[$0] })
    }
    let candidates = try versions.map { try scores(rows.candidates, of: $0) }
    let tested = try scores(rows.test, of: records).predicted
    let right = zip(tested, rows.test).count { $0 == labels[$1] }
    return StepEvidence.Answers(
      losses: rows.candidates.indices.map { place in candidates.map { $0.losses[place] } },
      isRight: zip(candidates[0].predicted, rows.candidates).map { $0 == labels[$1] },
      testAccuracy: Double(right) / Double(rows.test.count), recordPasses: recordPasses,
      generated: model.members.count { $0 >= records.count })
  }
}
