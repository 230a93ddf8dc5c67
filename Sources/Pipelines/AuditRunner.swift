import Auditing
import Foundation
import Metrics
import Models
package import Results
import Statistics
import Tables
import Tensors

/// Runs an experiment: pipelines of targets and shadows, then attacks, metrics and verdicts at each stage.
package struct AuditRunner {
  private let experiment: Experiment
  private let threads: Int
  private let report: (AuditProgress) -> Void

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - experiment: What to do.
  ///   - threads: The models in work at a time; changes the time only, never a result.
  ///   - report: Told what is going on.
  package init(
    _ experiment: Experiment, threads: Int, report: @escaping (AuditProgress) -> Void
  ) {
    self.experiment = experiment
    self.threads = threads
    self.report = report
  }

  /// Runs the experiment.
  ///
  /// - Parameter tool: The name and version of the program, for the record.
  /// - Returns: Everything that the audit produced.
  /// - Throws: An error in one line where data, settings or training fail.
  package func run(tool: String) async throws -> Run {
    let dataset = try experiment.source.read(
      relativeTo: experiment.folder, name: experiment.name)
    let records = try Records(dataset)
    let memberships = try (0..<experiment.targetCount).map {
      try experiment.split.membership(
        target: $0, recordCount: records.count, seed: experiment.seed)
    }
    let passes = try await runPipelines(records, memberships: memberships)
    let audit = StageAudit(
      experiment: experiment, records: records,
      targets: Array(passes.prefix(memberships.count)),
      shadows: Array(passes.dropFirst(memberships.count)), threads: threads)
    var results: [Run.StageResult] = []
    var measurements: [Auditing.Measurement] = []
    var verdicts: [Verdict] = []
    for stage in 0...experiment.stages.count {
      report(.note("attacking after stage \(audit.name(ofStage: stage))"))
      let result = try await audit.attack(stage: stage)
      results.append(result)
      measurements += try audit.measure(result, stage: stage)
      verdicts.append(try audit.judge(result))
    }
    return Run(
      setup: setup(dataset, tool: tool), population: audit.population(), stages: results,
      measurements: measurements, verdicts: verdicts)
  }

  /// The statistics that any attack of the suite declares, and those of the reference models.
  private var wanted: Set<OutputStatistic> {
    var wanted: Set<OutputStatistic> = []
    for requirement in experiment.suite.entries.flatMap({ $0.attack.requirements }) {
      switch requirement {
      case .target(let statistic), .references(let statistic): wanted.insert(statistic)
      case .records: continue
      }
    }
    return wanted
  }

  private func runPipelines(
    _ records: Records, memberships: [Membership]
  ) async throws -> [PipelinePass] {
    let audited = memberships[0].audited
    var jobs: [(label: String, membership: Membership)] = memberships.enumerated().map {
      ("target \($0)", $1)
    }
    for shadow in 0..<experiment.shadows.count {
      let membership = try experiment.split.shadowMembership(
        shadow, audited: audited, recordCount: records.count, seed: experiment.seed)
      jobs.append(("shadow \(shadow)", membership))
    }
    let (experiment, wanted) = (experiment, wanted)
    @Sendable func pass(_ job: (label: String, membership: Membership)) throws -> PipelinePass {
      try PipelinePass(
        label: job.label, membership: job.membership, audited: audited, records: records,
        experiment: experiment, wanted: wanted)
    }
    let first = try timed(jobs, records, pass)
    let rest = try await concurrentMap(
      Array(jobs.dropFirst()), width: threads,
      finished: { report(.step(what: "models", done: $0 + 1, of: jobs.count)) }, pass)
    return [first] + rest
  }

  /// Runs the first target alone, and says from its time about how long the rest will take.
  private func timed(
    _ jobs: [(label: String, membership: Membership)], _ records: Records,
    _ pass: ((label: String, membership: Membership)) throws -> PipelinePass
  ) throws -> PipelinePass {
    report(
      .note(
        "\(records.count) records, \(records.columns.count) encoded columns; "
          + "\(experiment.targetCount) target(s) and \(experiment.shadows.count) shadows "
          + "through \(experiment.stages.count) stage(s)"))
    let clock = ContinuousClock()
    var result: PipelinePass?
    let elapsed = try clock.measure { result = try pass(jobs[0]) }
    guard let result else { preconditionFailure("the first pass returned nothing") }
    let seconds = elapsed / .seconds(1) * Double(jobs.count - 1) / Double(threads)
    let width = min(threads, max(1, jobs.count - 1))
    report(
      .note(
        "the first model took \(Self.text(elapsed / .seconds(1))); about \(Self.text(seconds)) "
          + "for the other \(jobs.count - 1) on \(width) thread(s)"))
    return result
  }

  private static func text(_ seconds: Double) -> String {
    String(format: seconds < 10 ? "%.2f s" : "%.0f s", seconds)
  }

  private func setup(_ dataset: Dataset, tool: String) -> Run.Setup {
    let texts = [experiment.file, experiment.suiteFile].map { file in
      Run.Input(
        name: file.name, sha256: sha256(of: Array(file.text.utf8)),
        byteCount: file.text.utf8.count, recordCount: 0)
    }
    let inputs = dataset.sources.map {
      Run.Input(
        name: $0.name, sha256: $0.sha256, byteCount: $0.byteCount, recordCount: $0.recordCount)
    }
    return Run.Setup(
      tool: tool, name: experiment.name, seed: experiment.seed, algebra: algebraLibrary(),
      experiment: experiment.file.text, suite: experiment.suiteFile.text, inputs: texts + inputs,
      attacks: experiment.suite.entries.map {
        Run.AttackEntry(
          label: $0.label, declaration: $0.declaration, isPrimary: $0.isPrimary)
      }, baseline: experiment.suite.baseline)
  }
}
