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
  private let cache: PassCache?
  private let report: (AuditProgress) -> Void

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - experiment: What to do.
  ///   - threads: The models in work at a time; changes the time only, never a result.
  ///   - cache: Where finished models' observations are kept; nil keeps none.
  ///   - report: Told what is going on.
  package init(
    _ experiment: Experiment, threads: Int, cache: PassCache? = nil,
    report: @escaping (AuditProgress) -> Void
  ) {
    self.experiment = experiment
    self.threads = threads
    self.cache = cache
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
    let records = try Records(dataset, numbers: experiment.numericEncoding)
    let memberships = try memberships(recordCount: records.count)
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
    report(
      .note(
        "\(records.count) records, \(records.columns.count) encoded columns; "
          + "\(experiment.targetCount) target(s) and \(experiment.shadows.count) shadows "
          + "through \(experiment.stages.count) stage(s)"))
    let passes = passes(records, audited: memberships[0].audited)
    return try await PassSchedule(passes: passes, threads: threads, report: report)
      .run(try jobs(memberships))
  }

  private func passes(_ records: Records, audited: [Int]) -> CachedPasses {
    CachedPasses(
      experiment: experiment, records: records, audited: audited, wanted: wanted, cache: cache,
      basis: FingerprintBasis(
        experiment, records: records, audited: audited, wanted: wanted,
        code: "\(cache?.code ?? "") \(algebraLibrary())"))
  }

  /// The targets' passages, then the shadows'.
  private func jobs(_ memberships: [Membership]) throws -> [CachedPasses.Job] {
    let targets = memberships.enumerated().map { target, membership in
      CachedPasses.Job(label: "target \(target)", membership: membership)
    }
    let shadows = try (0..<experiment.shadows.count).map { shadow in
      CachedPasses.Job(
        label: "shadow \(shadow)",
        membership: try experiment.split.shadowMembership(
          shadow, audited: memberships[0].audited, recordCount: memberships[0].recordCount,
          seed: experiment.seed))
    }
    return targets + shadows
  }

  private func memberships(recordCount: Int) throws -> [Membership] {
    try (0..<experiment.targetCount).map {
      try experiment.split.membership(
        target: $0, recordCount: recordCount, seed: experiment.seed)
    }
  }

  /// Says which of the experiment's models are in the cache, and what changed since the others were.
  ///
  /// - Returns: Lines for the user.
  /// - Throws: An error in one line where the data cannot be read.
  package func explainCache() throws -> [String] {
    let records = try Records(
      try experiment.source.read(relativeTo: experiment.folder, name: experiment.name),
      numbers: experiment.numericEncoding)
    let memberships = try memberships(recordCount: records.count)
    let passes = passes(records, audited: memberships[0].audited)
    let jobs = try jobs(memberships)
    let missing = jobs.filter { passes.load($0) == nil }
    var lines = ["\(jobs.count - missing.count) of \(jobs.count) models are in the cache"]
    var reasons: [String: Int] = [:]
    for job in missing {
      let changes = passes.changes(job).map { $0.map(\.rawValue).joined(separator: ", ") }
      reasons[changes.map { "changed since kept: \($0)" } ?? "never kept", default: 0] += 1
    }
    for (reason, count) in reasons.sorted(by: { $0.key < $1.key }) {
      lines.append("\(count) \(reason)")
    }
    return lines
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
