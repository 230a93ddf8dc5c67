import Auditing
import Evaluation
import Foundation
import Models
package import Results
import Tables
import Tensors

/// Runs an experiment: pipelines of targets and shadows, then attacks, metrics and verdicts at each stage.
package struct AuditRunner {
  let experiment: Experiment
  let threads: Int
  private let cache: PassCache?
  private let bankMemory: Int
  private let spilled = FileManager.default.temporaryDirectory
    .appending(path: "rollcall-bank-\(UUID().uuidString)")
  let report: (AuditProgress) -> Void
  /// Told how far a stage of a target is, from whatever thread it runs on.
  package var stageProgress: @Sendable (String) -> Void = { _ in }
  /// Given each released table, with a name for its file.
  package var publishing: (PublishedRelease) throws -> Void = { _ in }
  /// Given the file of each target's model that is kept, with a name for it.
  package var publishingModel: (_ name: String, _ bytes: [UInt8]) throws -> Void = { _, _ in }
  /// Where an experiment with a budget leaves each finished audit.
  package var fallback: FallbackRun?

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - experiment: What to do.
  ///   - threads: The models in work at a time; changes the time only, never a result.
  ///   - cache: Where finished models' observations are kept; nil keeps none.
  ///   - bankMemory: The most bytes of reference models' signals that are kept in memory; more go to temporary files.
  ///   - report: Told what is going on.
  package init(
    _ experiment: Experiment, threads: Int, cache: PassCache? = nil, bankMemory: Int = 4 << 30,
    report: @escaping (AuditProgress) -> Void
  ) {
    self.experiment = experiment
    self.threads = threads
    self.cache = cache
    self.bankMemory = bankMemory
    self.report = report
  }

  /// Runs the experiment.
  ///
  /// - Parameter tool: The name and version of the program, for the record.
  /// - Returns: Everything that the audit produced.
  /// - Throws: An error in one line where data, settings or training fail.
  package func run(tool: String) async throws -> Run {
    let begin = ContinuousClock().now
    let (dataset, unread) = try experiment.read()
    let fairness = try FairnessGroups(experiment.fairness, of: dataset)
    let task = RunTask(
      tool: tool, dataset: dataset, fairness: fairness, plan: try plan(dataset, fairness),
      unread: unread)
    announce(task)
    defer { removeSpilled() }
    if let budget = experiment.budget {
      return try await run(task, within: budget, since: begin)
    }
    let (targets, shadows) = try await train(task.plan.jobs, of: task)
    try publish(targets)
    return try await audit(targets, shadows, of: task)
  }

  /// Audits and measures what was trained.
  func audit(
    _ targets: [PipelinePass], _ shadows: [ShadowPass], of task: RunTask,
    resamples: Int = RunSize.allResamples
  ) async throws -> Run {
    let observations = task.plan.observations
    let releases = try PipelineReleases(
      targets: targets, shadows: shadows, plan: observations, seed: UInt64(experiment.seed))
    var setup = try auditSetup(task.fairness, of: targets, records: observations.records)
    setup.resamples = resamples
    let audit = StageAudit(
      setup: setup, plan: observations, targets: targets, shadows: shadows,
      releases: try await signals(releases.given),
      canaryReleases: try await signals(releases.canaries), threads: threads)
    var run = try await audit.run(
      setup: Run.Setup(
        tool: task.tool, named: experiment.name, seed: experiment.seed, experiment: experiment.file,
        suite: (experiment.suite, experiment.suiteFile), sources: task.dataset.sources),
      report: report)
    let ofModels = run.measurements.count
    try await measure(releases, in: &run)
    tell(targets, in: &run)
    try await measureClients(targets, releases, observations, in: &run)
    run.measurements += try TargetMeans(targets: targets.count, values: releaseValues)
      .means(of: run.measurements.dropFirst(ofModels))
    run.measurements += experiment.told(task.unread, stageNames: stageNames)
    return run
  }

  private func auditSetup(
    _ fairness: FairnessGroups, of targets: [PipelinePass], records: Records
  ) throws -> AuditSetup {
    AuditSetup(
      seed: UInt64(experiment.seed), suite: experiment.suite, stageNames: stageNames,
      calibration: experiment.shadows.calibration,
      shadowsAreOfPopulation: experiment.shadows.subsets.areOfPopulation,
      assignment: experiment.split.assignment.rawValue, fairness: fairness,
      canaries: experiment.canaries, privacy: try claims(targets, records: records),
      noOtherReleases: "no shadow made another release; set 'models' of 'shadows'",
      noReference: "there is no population, records that no model saw; "
        + AuditSetup.populationAdvice)
  }

  /// The input, then each stage with its number.
  var stageNames: [String] {
    ["0 input"] + experiment.stages.enumerated().map { "\($0 + 1) \(type(of: $1).name)" }
  }

  private func plan(_ dataset: Dataset, _ fairness: FairnessGroups) throws -> RunTask.Plan {
    let strata = try Strata(experiment.split.stratify, of: dataset)
    let targets = try (0..<experiment.targetCount).map {
      try experiment.split.membership(
        target: $0, recordCount: dataset.count, strata: strata, seed: experiment.seed)
    }
    let canaries = try experiment.canaries.map {
      try CanarySet(
        $0, of: dataset, population: targets[0].records(.population), seed: experiment.seed)
    }
    let described = try (canaries?.dataset ?? dataset)
      .describedByComponents(fittedOn: dataset.count, seed: UInt64(experiment.seed))
    let records = try Records(
      described, numbers: experiment.numericEncoding, fittedOn: dataset.count)
    let targetJobs = try targets.enumerated().map { target, membership in
      CachedPasses.Job(
        label: "target \(target)",
        membership: try canaries?.adding(to: membership, target: target, seed: experiment.seed)
          ?? membership)
    }
    let shadowJobs = try shadowJobs(of: targets[0], strata: strata, canaries: canaries)
    return RunTask.Plan(
      observations: try observations(records, of: targets[0], canaries: canaries, fairness),
      jobs: try (targetJobs + shadowJobs).map(refined))
  }

  /// The job with the parts of its membership that stages treat apart.
  private func refined(_ job: CachedPasses.Job) throws -> CachedPasses.Job {
    var membership = job.membership
    for (index, stage) in experiment.stages.enumerated() {
      guard let stage = stage as? any MembershipRefining else { continue }
      membership = try stage.refining(
        membership, seed: UInt64(experiment.seed), label: "\(job.label)/stage \(index + 1)")
    }
    return CachedPasses.Job(label: job.label, membership: membership, shadow: job.shadow)
  }

  private func shadowJobs(
    of target: Membership, strata: Strata, canaries: CanarySet?
  ) throws -> [CachedPasses.Job] {
    try (0..<experiment.shadows.count).map { shadow in
      let membership = try experiment.shadows.subsets.membership(
        shadow: shadow, target: target, strata: strata, seed: experiment.seed)
      return CachedPasses.Job(
        label: "shadow \(shadow)",
        membership: try canaries?.adding(to: membership, shadow: shadow, seed: experiment.seed)
          ?? membership,
        shadow: shadow)
    }
  }

  private func observations(
    _ records: Records, of target: Membership, canaries: CanarySet?, _ fairness: FairnessGroups
  ) throws -> ObservationPlan {
    let (wanted, onPopulation) = wanted
    let needsPopulation = onPopulation || experiment.shadows.subsets.areOfPopulation
    return ObservationPlan(
      audited: target.audited, population: needsPopulation ? target.records(.population) : [],
      canaries: canaries?.canaries ?? [],
      queries: try experiment.queries.versions(of: records, seed: experiment.seed), wanted: wanted,
      queryCount: experiment.queries.count, classCount: records.classCount,
      positive: fairness.positive.map(Int.init))
  }

  /// The statistics that any attack of the suite declares, and whether one asks for the population's.
  private var wanted: (statistics: Set<OutputStatistic>, onPopulation: Bool) {
    var wanted: Set<OutputStatistic> = []
    var onPopulation = false
    for requirement in experiment.suite.entries.flatMap({ $0.attack.requirements }) {
      switch requirement {
      case .target(let statistic), .references(let statistic): wanted.insert(statistic)
      case .populationTarget(let statistic), .populationReferences(let statistic):
        wanted.insert(statistic)
        onPopulation = true
      case .populationRecords: onPopulation = true
      case .records, .labels, .referenceMembers, .released, .releasedColumns, .releasedWithin,
        .releaseReference, .releaseBank, .releaseBankDistances, .openedCounts:
        continue
      }
    }
    return (wanted, onPopulation)
  }

  /// What is kept of a passage.
  private enum Kept: Sendable {
    case target(PipelinePass)
    case shadow(ShadowPass)
  }

  private func announce(_ task: RunTask) {
    let records = task.plan.observations.records
    report(
      .note(
        "\(records.fittedCount) records, \(records.columns.count) encoded columns; "
          + "\(experiment.targetCount) target(s) and \(experiment.shadows.count) shadows "
          + "through \(experiment.stages.count) stage(s)"
          + (experiment.budget.map { ", as many shadows as \($0.text) allow" } ?? "")))
  }

  /// Takes passages from the cache or trains them.
  func train(
    _ jobs: [CachedPasses.Job], of task: RunTask
  ) async throws -> (targets: [PipelinePass], shadows: [ShadowPass]) {
    let plan = task.plan
    let folder = try spillFolder(plan)
    let schedule = PassSchedule(
      passes: passes(plan.observations), threads: threads, report: report,
      keep: { job, pass in
        guard let shadow = job.shadow else { return Kept.target(pass) }
        return .shadow(try ShadowPass(pass, number: shadow, spillingTo: folder))
      })
    let kept = try await schedule.run(jobs)
    return (
      kept.compactMap { if case .target(let pass) = $0 { pass } else { nil } },
      kept.compactMap { if case .shadow(let pass) = $0 { pass } else { nil } }
    )
  }

  /// The folder for banks that would not fit into the memory that they may take; nil where they do.
  private func spillFolder(_ plan: RunTask.Plan) throws -> URL? {
    let numbers = plan.observations.wanted.reduce(0) { total, statistic in
      total
        + (statistic.isPerClass
          ? plan.observations.records.classCount : plan.observations.queryCount)
    }
    let size =
      numbers * plan.observations.rows.count * experiment.shadows.count * 4
      * experiment.stages.count
    guard size > bankMemory else { return nil }
    try FileManager.default.createDirectory(at: spilled, withIntermediateDirectories: true)
    report(
      .note(
        "the reference models' signals take \(size >> 20) MiB, so they go to files in "
          + "\(spilled.path) for the time of the run"))
    return spilled
  }

  private func removeSpilled() {
    // Nothing is lost where it fails: the folder is in the system's temporary one.
    try? FileManager.default.removeItem(at: spilled)
  }

  private func passes(_ plan: ObservationPlan) -> CachedPasses {
    CachedPasses(
      experiment: experiment, plan: plan, cache: cache,
      basis: FingerprintBasis(
        experiment, plan,
        code: "\(cache?.code ?? "") \(algebraLibrary())"
          + (experiment.stages.contains { $0 is TrainTrees } ? TrainTrees.library : "")),
      progress: stageProgress)
  }

  /// Says which of the experiment's models are in the cache, and what changed since the others were.
  ///
  /// - Returns: Lines for the user.
  /// - Throws: An error in one line where the data cannot be read.
  package func explainCache() throws -> [String] {
    let dataset = try experiment.read().dataset
    let plan = try plan(dataset, FairnessGroups(experiment.fairness, of: dataset))
    let (passes, jobs) = (passes(plan.observations), plan.jobs)
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
}

/// An experiment that was read, with what is about to be done.
struct RunTask {
  /// The records that models are asked about, and all passages, targets first.
  struct Plan {
    let observations: ObservationPlan
    let jobs: [CachedPasses.Job]
  }

  /// The name and version of the program.
  let tool: String
  let dataset: Dataset
  let fairness: FairnessGroups
  let plan: Plan
  /// Clients whose files cannot be read.
  let unread: [UnreadClient]

  var targetJobs: [CachedPasses.Job] { plan.jobs.filter { $0.shadow == nil } }
  var shadowJobs: [CachedPasses.Job] { plan.jobs.filter { $0.shadow != nil } }
}
