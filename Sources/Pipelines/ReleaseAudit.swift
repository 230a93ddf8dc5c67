import Auditing
import Metrics
import Models
package import Results
import Tables

/// Audits a released dataset: reads it beside the records that it came from, then attacks, measures and judges.
package struct ReleaseAudit {
  private static let stage = "1 release"

  private let experiment: ReleaseExperiment
  private let threads: Int
  private let report: (AuditProgress) -> Void

  /// Creates an audit.
  ///
  /// - Parameters:
  ///   - experiment: What to audit.
  ///   - threads: Searches and attacks in work at a time; changes the time only.
  ///   - report: Told what is going on.
  package init(
    _ experiment: ReleaseExperiment, threads: Int, report: @escaping (AuditProgress) -> Void
  ) {
    self.experiment = experiment
    self.threads = threads
    self.report = report
  }

  /// Runs the audit.
  ///
  /// - Parameter tool: The name and version of the program, for the record.
  /// - Returns: Everything that the audit produced.
  /// - Throws: An error in one line where files do not fit each other or hold what cannot be.
  package func run(tool: String) async throws -> Run {
    let given = try GivenRelease(experiment)
    for note in given.images?.notes ?? [] { report(.note(note)) }
    report(
      .note(
        "\(given.released.count) released records, \(given.membership.records(.member).count) members, "
          + "\(given.membership.records(.nonMember).count) non-members, \(given.reference.count) reference records"
          + (given.bank.map { ", \($0.releases.count) other releases" } ?? "")))
    let suite = try Suite.read(
      experiment.suiteFile, otherwise: Self.suiteText(given))
    let release = try await ReleaseSignals(
      collecting: Set(suite.suite.entries.flatMap(\.attack.requirements)), of: given.records,
      audited: given.membership.audited, released: given.released, reference: given.reference,
      bank: given.bank, threads: threads)
    let measures = try await ReleaseMeasures(
      given,
      ReleaseQuestions(
        disclosure: experiment.disclosure, secrets: experiment.secrets,
        ignored: experiment.schema.ignored,
        fairness: experiment.fairness,
        metric: suite.suite.metrics.lazy.compactMap { $0 as? Fairness }.first,
        plan: FindingsPlan(
          seed: UInt64(experiment.head.seed), threads: threads, learners: experiment.learners)),
      target: 1, stage: Self.stage, report: report)
    let audit = StageAudit(
      setup: AuditSetup(
        seed: UInt64(experiment.head.seed), suite: suite.suite, stageNames: [Self.stage],
        calibration: 1, shadowsAreOfPopulation: false,
        assignment: experiment.assignment.rawValue,
        fairness: measures.groups),
      plan: ObservationPlan(
        audited: given.membership.audited, population: [], queries: [given.records], wanted: [],
        queryCount: 1, classCount: given.records.classCount),
      targets: [PipelinePass(membership: given.membership, outputs: [.init(observation: nil)])],
      shadows: [], releases: [[release]], threads: threads)
    var run = try await audit.run(
      setup: Run.Setup(
        tool: tool, of: experiment.head, suite: suite, sources: given.records.dataset.sources),
      report: report)
    run.stages = run.stages.map {
      Run.StageResult(name: $0.name, scores: $0.scores, figures: measures.figures)
    }
    run.measurements += measures.measurements
    return run
  }

  private static func suiteText(_ given: GivenRelease) -> String {
    guard given.images == nil else { return imageSuite }
    let names = Suite.attackNames { requirement in
      switch requirement {
      case .released, .releasedColumns, .releasedWithin: true
      case .releaseReference: !given.reference.isEmpty
      case .releaseBank, .releaseBankDistances: given.bank != nil
      default: false
      }
    }
    let primary = ["nearest-release", "domias"].filter { names.contains($0) }
    return
      "primary: [\(primary.joined(separator: ", "))]\nattacks: [\(names.joined(separator: ", "))]\n"
  }

  /// All attacks that compare images, and for the record those that would need columns.
  private static let imageSuite = """
    primary: [gan-leaks, domias]
    baseline: gan-leaks
    attacks:
      - gan-leaks
      - gan-leaks-calibrated
      - monte-carlo: {distance: euclidean}
      - monte-carlo-distance: {distance: euclidean}
      - domias
      - domias-copula
      - nearest-release
      - nearest-release-calibrated
      - marginal-ratio
      - marginal-ratio-conditional
      - groundhog
      - blind
      - coin-flip

    """
}
