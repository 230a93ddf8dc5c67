import ArgumentParser
import Auditing
import Foundation
import Pipelines
import PrivacyBounds
import Reports
import Results

/// `rollcall epsilon`: bounds the epsilon of differential privacy from below, every family beside the others.
struct EpsilonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "epsilon",
    abstract:
      "Bound epsilon from below by every family that the scores allow, beside what is claimed.",
    discussion:
      """
      The file is a run with canaries ('canaries' in the experiment) or with members drawn by coins ('assignment: coin-flip'),
      or a CSV file of scores of trials (--trials). Families whose trial is a model (Clopper-Pearson, mu-GDP, joint beta) take
      one canary's score by each independently trained model; the one-run families take the canaries of one model, or of
      several pooled. What a family has no trials for it refuses, with the reason. Thresholds and numbers of guesses are
      declared before the scores are seen; every line is corrected for trying several, and for the attacks or columns.
      """)

  @Argument(
    help: ArgumentHelp("The run file, or a CSV file.", valueName: "file"),
    completion: .file(extensions: ["h5", "csv"]))
  var file: String

  @Option(help: "The family; may be repeated. All where none is given.")
  var family: [FamilyName] = []

  @Option(
    help:
      "The attack whose scores guess; may be repeated. The run's own choice where none is given.")
  var attack: [String] = []

  @Option(help: "The delta, far below one over the number of records.")
  var delta: Double?

  @Option(help: "The confidence of each line.")
  var confidence: Double?

  @Option(help: "The epsilon that is claimed at that delta, for adding or removing one record.")
  var claimedEpsilon: Double?

  @Option(
    parsing: .upToNextOption,
    help: "Shares of the canaries that are guessed on, half of them as members.")
  var guesses: [Double] = []

  @Option(
    help:
      "Canaries of each kind of a run, the first ones, that the families of models look at; several are corrected for."
  )
  var modelCanaries: Int?

  @Option(
    help: "How often a record is in the data that holds it: epsilon is then of groups as large.")
  var copies: Int = 1

  @Option(
    help: "A group of the run, or a CSV column: each level is bounded by its own records alone.")
  var group: String?

  @Option(help: "What a line of a CSV file is: models or canaries.")
  var trials: TrialTable.Trials?

  @Option(help: "A CSV column of scores; may be repeated, and is corrected for.")
  var score: [String] = []

  @Option(help: "The CSV column of truth values: whether the canary was put in.")
  var membership: String = "member"

  @Option(help: "How canaries of a CSV file were included; only coin-flip bounds anything.")
  var assignment: String = "given"

  @Option(
    parsing: .upToNextOption,
    help: "Thresholds for models of a CSV file, fixed before the scores were seen.")
  var threshold: [Double] = []

  @Flag(inversion: .prefixedNo, help: "Whether members have the higher scores in a CSV file.")
  var higherIsMember = true

  @Flag(help: "Also show the best over thresholds read from the judged scores, which is no bound.")
  var leaky = false

  @Option(help: "The seed of the splits; the run's own, or 1, where none is given.")
  var seed: Int?

  @Flag(help: "Print JSON, the stable interface for machines.")
  var json = false

  private var isTable: Bool { trials != nil || file.lowercased().hasSuffix(".csv") }

  func validate() throws {
    guard copies >= 1, seed ?? 0 >= 0 else {
      throw ValidationError("--copies must be 1 or more, --seed 0 or more")
    }
    try validateNumbers()
    guard modelCanaries.map({ $0 >= 1 && !isTable }) ?? true else {
      throw ValidationError("--model-canaries must be 1 or more, and is for a run")
    }
    guard isTable else {
      guard score.isEmpty, threshold.isEmpty else {
        throw ValidationError("--score and --threshold are for a CSV file; a run has its own")
      }
      return
    }
    guard let trials else {
      throw ValidationError(
        "say what a line of \(file) is: --trials models (one independently trained model each) or --trials "
          + "canaries (of one model)")
    }
    guard attack.isEmpty else {
      throw ValidationError("--attack is for a run; name CSV columns by --score")
    }
    switch trials {
    case .canaries where assignment != "coin-flip":
      throw ValidationError(
        "canaries of one model bound epsilon only where each was included by a fair coin of its own: "
          + "declare --assignment coin-flip if that is so")
    case .models where group != nil:
      throw ValidationError("--group is for canaries; trials of models are of one canary")
    case .canaries where !threshold.isEmpty:
      throw ValidationError("--threshold is for trials of models; canaries take --guesses")
    default: return
    }
  }

  private func validateNumbers() throws {
    guard guesses.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      throw ValidationError("--guesses must be shares above 0 and up to 1")
    }
    guard claimedEpsilon.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--claimed-epsilon must be 0 or more")
    }
    guard delta.map({ $0 >= 0 && $0 < 1 }) ?? true else {
      throw ValidationError("--delta must be from 0 up to but not including 1")
    }
    guard confidence.map({ $0 > 0 && $0 < 1 }) ?? true else {
      throw ValidationError("--confidence must be between 0 and 1, such as 0.95")
    }
  }

  func run() throws {
    guard !isTable else {
      let rows = try tableRows()
      Console.result(
        json
          ? try EpsilonJSON(rows: rows).text()
          : EpsilonText(rows: rows).lines.joined(separator: "\n"))
      return
    }
    var run = try Run(path: file)
    run.epsilons = try runRows(of: run)
    let text = EpsilonText(rows: run.epsilons).lines + summaries(run)
    Console.result(
      json ? try EpsilonJSON(rows: run.epsilons).text() : text.joined(separator: "\n"))
  }

  /// One sentence for each stage that claims anything.
  private func summaries(_ run: Run) -> [String] {
    run.privacy.filter { $0.target == "1" }.map { claim in
      "\(claim.stage): claimed \(claimText(claim.account)); observed "
        + ObservedEpsilon(run, stage: claim.stage).text
    }
  }

  private var plan: EpsilonPlan {
    var plan = EpsilonPlan(
      attacks: attack, guesses: guesses.isEmpty ? EpsilonPlan.standardGuesses : guesses,
      confidence: confidence ?? EpsilonPlan.standardConfidence,
      delta: delta ?? EpsilonPlan.standardDelta, claimed: claimedEpsilon, seed: UInt64(seed ?? 1))
    plan.families = family.map(\.family.rawValue)
    plan.group = group
    plan.copies = copies
    plan.modelCanaries = modelCanaries ?? 1
    plan.showsLeaky = leaky
    return plan
  }

  private func tableRows() throws -> [Run.EpsilonRow] {
    let columns = TrialTable.Columns(
      scores: score.isEmpty ? ["score"] : score, membership: membership, group: group,
      higherIsMember: higherIsMember)
    let table = try TrialTable(
      path: file, columns: columns, trials: trials ?? .models, thresholds: threshold)
    return try table.rows(plan: plan)
  }

  private func runRows(of run: Run) throws -> [Run.EpsilonRow] {
    let isByCoins = run.population.assignment == "coin-flip"
    guard run.canaries != nil || isByCoins else {
      throw ValidationError(
        "\(file): it has no canaries, and its members were drawn by '\(run.population.assignment)'; put "
          + "'canaries' into the experiment, or 'assignment: coin-flip' into its 'split'")
    }
    return try EpsilonTable(run, plan: plan(of: run)).rows(naturalRecords: isByCoins)
  }

  /// The plan of the options, and what the run's own canaries declared where an option is not given.
  private func plan(of run: Run) -> EpsilonPlan {
    var plan = plan
    if seed == nil { plan.seed = UInt64(run.setup.seed) }
    if guesses.isEmpty, let own = run.canaries?.guesses { plan.guesses = own }
    if modelCanaries == nil, let own = run.canaries?.modelCanaries { plan.modelCanaries = own }
    guard let own = run.epsilons.first else { return plan }
    if delta == nil { plan.delta = own.delta }
    if confidence == nil { plan.confidence = own.confidence }
    // What a stage claims by itself holds after that stage only.
    if claimedEpsilon == nil, own.claimed != run.claim(afterStage: own.stage)?.account.epsilon {
      plan.claimed = own.claimed
    }
    if attack.isEmpty {
      plan.attacks = run.setup.attacks.map(\.label).filter { label in
        run.epsilons.contains { $0.attack == label }
      }
    }
    return plan
  }
}

/// A family as the command line names it.
enum FamilyName: String, CaseIterable, ExpressibleByArgument {
  case clopperPearson = "clopper-pearson"
  case gaussian = "mu-gdp"
  case jointBeta = "joint-beta"
  case oneRun = "one-run"
  case oneRunGaussian = "one-run-f-dp"

  /// The family.
  var family: EpsilonBound.Family {
    switch self {
    case .clopperPearson: .clopperPearson
    case .gaussian: .gaussian
    case .jointBeta: .jointBeta
    case .oneRun: .oneRun
    case .oneRunGaussian: .oneRunGaussian
    }
  }
}

extension TrialTable.Trials: ExpressibleByArgument {}
