import Auditing
import Foundation
import Models
package import Results
import Tables
import Tensors

/// Audits one trained model that somebody brought: asks it about the records, then attacks, measures and judges as any audit.
package struct ModelAudit {
  let experiment: ModelExperiment
  let surroundings: Surroundings
  private let report: (AuditProgress) -> Void

  /// What an audit has beside its experiment.
  package struct Surroundings: Sendable {
    /// The variables of the environment.
    let environment: [String: String]
    /// The threads of attacks and of the model; they change the time only.
    let threads: Int
    /// The most bytes of reference models' signals that are kept in memory; more go to temporary files.
    let bankMemory: Int

    /// Describes them.
    package init(environment: [String: String], threads: Int, bankMemory: Int = 4 << 30) {
      (self.environment, self.threads, self.bankMemory) = (environment, threads, bankMemory)
    }
  }

  /// Creates an audit.
  ///
  /// - Parameters:
  ///   - experiment: What to audit.
  ///   - surroundings: What it has beside.
  ///   - report: Told what is going on.
  package init(
    _ experiment: ModelExperiment, _ surroundings: Surroundings,
    report: @escaping (AuditProgress) -> Void
  ) {
    (self.experiment, self.surroundings, self.report) = (experiment, surroundings, report)
  }

  /// What is known before the model is asked.
  struct Plan {
    let records: Records
    let rows: GivenRows
    let membership: Membership
    let suite: (suite: Suite, file: Experiment.File)
    let fairness: FairnessGroups
  }

  /// Runs the audit.
  ///
  /// - Parameter tool: The name and version of the program, for the record.
  /// - Returns: Everything that the audit produced.
  /// - Throws: An error in one line where files do not fit each other, or the model cannot be asked.
  package func run(tool: String) async throws -> Run {
    let plan = try plan()
    let target = try await observe(plan)
    let classes = target.statistics[.logProbabilities]?.rowLength ?? plan.records.classCount
    let references = try references(plan, classes: classes)
    defer { references.removeFiles() }
    let audit = StageAudit(
      setup: AuditSetup(
        seed: UInt64(experiment.head.seed), suite: plan.suite.suite, stageNames: ["0 given"],
        calibration: experiment.calibration, shadowsAreOfPopulation: false,
        assignment: experiment.knowledge.assignment.rawValue, fairness: plan.fairness,
        populationAdvice: "name records that no model saw with 'population' of 'target'"),
      plan: ObservationPlan(
        audited: plan.rows.audited, population: plan.rows.population, queries: [plan.records],
        wanted: [], queryCount: experiment.queries.count, classCount: classes),
      targets: [PipelinePass(membership: plan.membership, outputs: [.init(observation: target)])],
      shadows: references.shadows, threads: surroundings.threads)
    return try await audit.run(
      setup: Run.Setup(
        tool: tool, of: experiment.head, suite: plan.suite,
        sources: plan.records.dataset.sources + references.sources), report: report)
  }

  private func plan() throws -> Plan {
    let records = try experiment.records()
    guard let isMember = try experiment.isMember(records.dataset) else {
      throw PipelinesError(
        "'target' does not say which records the model was trained on; give 'membership' or 'memberFiles'"
      )
    }
    let rows = try experiment.rows(records.dataset, isMember)
    let suite = try Suite.read(experiment.suiteFile, otherwise: suiteText(rows))
    if let needing = suite.suite.firstNeedingReferences, experiment.knowledge.references == nil {
      report(
        .note(
          "'\(needing.label)' needs reference models; 'rollcall plan' says how to train them"))
    }
    return Plan(
      records: records, rows: rows,
      membership: try rows.membership(
        isMember, assignment: experiment.knowledge.assignment.membership),
      suite: suite, fairness: try FairnessGroups(experiment.fairness, of: records.dataset))
  }

  /// Asks the model about all records that an attack of the suite needs.
  private func observe(_ plan: Plan) async throws -> Observation {
    let asked = plan.rows.observed
    for line in queryLines(plan) { report(.note(line)) }
    let versions = try experiment.queries.versions(
      of: plan.records, seed: experiment.head.seed, withFeatures: true)
    return try await experiment.target.withModel(
      on: plan.records, folder: experiment.head.folder, environment: surroundings.environment,
      threads: surroundings.threads
    ) { model, counter in
      let observation = try await Models.observe(
        model, rows: asked, of: versions,
        wanted: Set(OutputStatistic.allCases).subtracting([.given]),
        positive: plan.fairness.positive.map(Int.init))
      report(.note("the model was asked \(counter.count) queries"))
      return observation
    }
  }

  /// How many queries each attack needs, which all attacks share, and the budget.
  private func queryLines(_ plan: Plan) -> [String] {
    let versions = experiment.queries.count
    let audited = versions * plan.rows.audited.count
    let population = versions * plan.rows.population.count
    var attacks: [Int: [String]] = [:]
    for entry in plan.suite.suite.entries {
      var count = 0
      let requirements = entry.attack.requirements
      if requirements.contains(where: { if case .target = $0 { true } else { false } }) {
        count += audited
      }
      if requirements.contains(where: { if case .populationTarget = $0 { true } else { false } }) {
        count += population
      }
      attacks[count, default: []].append(entry.label)
    }
    let budget = experiment.target.queryBudget.map { " of a budget of \($0)" } ?? ""
    return [
      "asking the model \(audited + population) queries\(budget), shared by all attacks: \(plan.rows.audited.count) audited records"
        + (population > 0 ? " and \(plan.rows.population.count) of the population" : "")
        + (versions > 1 ? ", \(versions) versions of each" : "")
    ]
      + attacks.sorted { $0.key < $1.key }.map {
        "\($0.key) queries each: \($0.value.joined(separator: ", "))"
      }
  }

  private func suiteText(_ rows: GivenRows) -> String {
    let references = experiment.knowledge.references != nil
    let names = Suite.attackNames { requirement in
      switch requirement {
      case .labels, .records: true
      case .target(let statistic), .populationTarget(let statistic): statistic != .given
      case .references(let statistic), .populationReferences(let statistic):
        references && statistic != .given
      case .referenceMembers: references
      default: false
      }
    }
    let primary = (references ? ["m-loss", "lira-online"] : ["m-loss"]).filter(names.contains)
    return "primary: [\(primary.joined(separator: ", "))]\nbaseline: m-loss\n"
      + "attacks: [\(names.joined(separator: ", "))]\n"
  }
}
