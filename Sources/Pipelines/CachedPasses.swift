import Auditing
import Foundation

/// Runs passages of the pipeline, each taken from the cache where it fits.
struct CachedPasses: Sendable {
  /// One passage to run.
  struct Job: Sendable {
    let label: String
    let membership: Membership
    /// The shadow's number from 0; nil for a target.
    var shadow: Int?
  }

  /// How a passage came about.
  enum Origin: Equatable, Sendable {
    case trained
    case cached
    /// Another process is at it.
    case busy
  }

  /// A passage with where it came from, and what kept it from being kept.
  struct Outcome: Sendable {
    let pass: PipelinePass?
    let origin: Origin
    var problem: String?
  }

  let experiment: Experiment
  let plan: ObservationPlan
  let cache: PassCache?
  let basis: FingerprintBasis
  /// Told how far a target's stage is.
  var progress: @Sendable (String) -> Void = { _ in }

  /// The passage from the cache, nil where it is not there.
  func load(_ job: Job) -> PipelinePass? {
    cache?.load(fingerprint(job), experiment: experiment.name, recordCount: plan.rows.count).map {
      PipelinePass(membership: job.membership, outputs: $0)
    }
  }

  /// Trains the passage, unless another process holds it or has finished it meanwhile.
  ///
  /// A cache that cannot be written costs the cache, not the audit: the outcome names the problem.
  func run(_ job: Job, waits: Bool) async throws -> Outcome {
    guard let cache else { return Outcome(pass: try await train(job), origin: .trained) }
    let file = cache.file(fingerprint(job), experiment: experiment.name)
    guard cache.isWritable else {
      return Outcome(
        pass: try await train(job), origin: .trained,
        problem: "\(cache.folder.path): the cache cannot be written; choose another with --cache")
    }
    let outcome = try await PassLock.holding(file, waits: waits) {
      if let pass = load(job) { return Outcome(pass: pass, origin: .cached) }
      return keep(try await train(job, keepingBeside: file), job, in: cache)
    }
    return outcome ?? Outcome(pass: nil, origin: .busy)
  }

  private func keep(_ pass: PipelinePass, _ job: Job, in cache: PassCache) -> Outcome {
    do {
      try cache.store(pass.outputs, fingerprint(job), experiment: experiment.name)
      return Outcome(pass: pass, origin: .trained)
    } catch {
      return Outcome(pass: pass, origin: .trained, problem: "the cache lacks a model: \(error)")
    }
  }

  /// Why a passage is not in the cache; nil where nothing like it is.
  func changes(_ job: Job) -> [PassFingerprint.Cause]? {
    cache?.changes(fingerprint(job), experiment: experiment.name)
  }

  private func fingerprint(_ job: Job) -> PassFingerprint {
    basis.fingerprint(label: job.label, membership: job.membership)
  }

  private func train(_ job: Job, keepingBeside file: URL? = nil) async throws -> PipelinePass {
    try await PipelinePass(
      job, plan, experiment: experiment,
      surroundings: PipelinePass.Surroundings(notebook: file, progress: progress))
  }
}
