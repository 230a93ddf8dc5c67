import Arrays
import Auditing
import Foundation
import Models
package import Results
import Tables
import Tensors

/// Audits numbers that somebody else computed: reads them model by model, then attacks, measures and judges as any audit.
package struct ScoreAudit {
  private let experiment: ScoreExperiment
  private let threads: Int
  private let bankMemory: Int
  private let report: (AuditProgress) -> Void

  /// Creates an audit.
  ///
  /// - Parameters:
  ///   - experiment: What to audit.
  ///   - threads: Attacks in work at a time; changes the time only.
  ///   - bankMemory: The most bytes of reference models' signals that are kept in memory; more go to temporary files.
  ///   - report: Told what is going on.
  package init(
    _ experiment: ScoreExperiment, threads: Int, bankMemory: Int = 4 << 30,
    report: @escaping (AuditProgress) -> Void
  ) {
    self.experiment = experiment
    self.threads = threads
    self.bankMemory = bankMemory
    self.report = report
  }

  /// Runs the audit.
  ///
  /// - Parameter tool: The name and version of the program, for the record.
  /// - Returns: Everything that the audit produced.
  /// - Throws: An error in one line where files do not fit each other or hold what cannot be.
  package func run(tool: String) async throws -> Run {
    let given = try read()
    defer { given.removeFiles() }
    let suite = try Suite.read(
      experiment.suiteFile, otherwise: Self.suiteText(given))
    let audit = StageAudit(
      setup: AuditSetup(
        seed: UInt64(experiment.head.seed), suite: suite.suite, stageNames: ["0 given"],
        calibration: experiment.calibration, shadowsAreOfPopulation: false,
        assignment: experiment.assignment.rawValue,
        fairness: try FairnessGroups(
          experiment.fairness, of: given.records.dataset),
        populationAdvice: PopulationNames.advice),
      plan: ObservationPlan(
        audited: given.rows.audited, population: given.rows.population, queries: [given.records],
        wanted: [], queryCount: given.queryCount, classCount: given.classCount),
      targets: given.targets, shadows: given.shadows, threads: threads)
    return try await audit.run(
      setup: Run.Setup(
        tool: tool, of: experiment.head, suite: suite, sources: given.records.dataset.sources),
      report: report)
  }

  private func read() throws -> GivenModels {
    let reader = GivenReader(experiment: experiment, bankMemory: bankMemory)
    let given = try reader.read()
    report(
      .note(
        "\(given.rows.audited.count) records, "
          + (given.rows.population.isEmpty
            ? "" : "\(given.rows.population.count) of the population, ")
          + "\(given.targets.count) target(s), "
          + "\(given.shadows.count) reference model(s)"))
    if given.rows.population.isEmpty {
      report(.note("there is no population to compare with; \(PopulationNames.advice)"))
    }
    if given.shadows.isEmpty {
      report(
        .note(
          "no reference models were given, so only attacks that compare records with each other apply"
        ))
    }
    return given
  }

  private static func suiteText(_ given: GivenModels) -> String {
    let statistics = Set(given.targets[0].outputs[0].observation?.statistics.keys ?? [:].keys)
    let references = !given.shadows.isEmpty
    let names = Suite.attackNames { requirement in
      switch requirement {
      case .labels: given.hasLabels
      case .target(let statistic): statistics.contains(statistic)
      case .references(let statistic): references && statistics.contains(statistic)
      case .referenceMembers: references
      // Without a population these attacks are listed all the same, so that the report says what they lack.
      case .populationTarget(let statistic): statistics.contains(statistic)
      case .populationReferences(let statistic): references && statistics.contains(statistic)
      default: false
      }
    }
    let primary = ["given-score", "m-loss", "lira-online"].filter { names.contains($0) }
    return "primary: [\(primary.joined(separator: ", "))]\n"
      + (names.contains("m-loss") ? "baseline: m-loss\n" : "")
      + "attacks: [\(names.joined(separator: ", "))]\n"
  }
}
