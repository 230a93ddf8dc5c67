import Foundation
import Tensors

/// The order of work on many passages: what the cache holds, one to measure, the rest in parallel, and at the end those that
/// another process held.
struct PassSchedule<Kept: Sendable> {
  let passes: CachedPasses
  let threads: Int
  let report: (AuditProgress) -> Void
  /// What is kept of a passage as soon as it is there, so that memory does not grow with whole passages.
  let keep: @Sendable (CachedPasses.Job, PipelinePass) throws -> Kept

  /// Runs all passages.
  func run(_ jobs: [CachedPasses.Job]) async throws -> [Kept] {
    var found = try await fromCache(jobs)
    let missing = jobs.indices.filter { found[$0] == nil }
    guard let first = missing.first else { return found.compactMap(\.self) }
    found[first] = try await measure(jobs[first], others: missing.count - 1)
    let rest = Array(missing.dropFirst())
    let done = jobs.count - rest.count
    let outcomes = try await train(rest.map { jobs[$0] }, waits: false, done: done, of: jobs.count)
    for (index, outcome) in zip(rest, outcomes) { found[index] = outcome.kept }
    let busy = jobs.indices.filter { found[$0] == nil }
    if !busy.isEmpty {
      report(.note("waiting for \(busy.count) model(s) that another run is training"))
      let late = try await train(
        busy.map { jobs[$0] }, waits: true, done: jobs.count - busy.count, of: jobs.count)
      for (index, outcome) in zip(busy, late) { found[index] = outcome.kept }
    }
    return found.compactMap(\.self)
  }

  /// What the cache holds, and why it holds no more.
  private func fromCache(_ jobs: [CachedPasses.Job]) async throws -> [Kept?] {
    guard passes.cache != nil else { return jobs.map { _ in nil } }
    let (passes, keep) = (passes, keep)
    let found = try await concurrentMap(jobs, width: threads) { job in
      try passes.load(job).map { try keep(job, $0) }
    }
    let missing = jobs.indices.filter { found[$0] == nil }
    let count = jobs.count - missing.count
    if count > 0 { report(.note("\(count) of \(jobs.count) models are in the cache")) }
    if let example = missing.first, let changes = passes.changes(jobs[example]), !changes.isEmpty {
      let causes = changes.map(\.rawValue).joined(separator: ", ")
      report(
        .note("\(missing.count) models are trained again: since the last ones changed: \(causes)"))
    }
    return found
  }

  /// Trains one passage alone, and says from its time about how long the others will take.
  private func measure(_ job: CachedPasses.Job, others: Int) async throws -> Kept? {
    let clock = ContinuousClock()
    let begin = clock.now
    let outcome = try await passes.run(job, waits: true)
    let seconds = (clock.now - begin) / .seconds(1)
    if let problem = outcome.problem { report(.note(problem)) }
    if others > 0, outcome.origin == .trained {
      let width = min(threads, others)
      report(
        .note(
          "the first model took \(Self.text(seconds)); about "
            + "\(Self.text(seconds * Double(others) / Double(width))) for the other \(others) "
            + "on \(width) thread(s)"))
    }
    return try outcome.pass.map { try keep(job, $0) }
  }

  /// What is kept of a passage, nil where another process is at it, and what kept it from the cache.
  private struct Outcome: Sendable {
    let kept: Kept?
    let problem: String?
  }

  private func train(
    _ jobs: [CachedPasses.Job], waits: Bool, done: Int, of total: Int
  ) async throws -> [Outcome] {
    let (passes, keep) = (passes, keep)
    let outcomes = try await concurrentMap(
      jobs, width: threads,
      finished: { report(.step(what: "models", done: done + $0, of: total)) },
      { job in
        let outcome = try await passes.run(job, waits: waits)
        return Outcome(
          kept: try outcome.pass.map { try keep(job, $0) }, problem: outcome.problem)
      })
    let problems = Set(outcomes.compactMap(\.problem))
    for problem in problems.sorted().prefix(1) { report(.note(problem)) }
    return outcomes
  }

  private static func text(_ seconds: Double) -> String {
    String(format: seconds < 10 ? "%.2f s" : "%.0f s", seconds)
  }
}
