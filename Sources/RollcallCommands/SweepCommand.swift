import ArgumentParser
import Auditing
import Foundation
import Pipelines
import Reports
import Results

/// `rollcall sweep`: puts several runs of one pipeline beside each other.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract:
      "Compare runs: claimed and observed epsilon, utility and risk in one table and one plot.",
    discussion:
      """
      The runs are audits of one pipeline that differ in one setting, such as epsilon. Where a run has no table of epsilons and its \
      members were drawn by coins ('assignment: coin-flip'), epsilon is bounded from its primary attacks' scores.
      Writes sweep.md and sweep.png into the folder, replacing older ones.
      """)

  @Argument(
    help: ArgumentHelp("The run files, in the order of the table.", valueName: "run"),
    completion: .file(extensions: ["h5"]))
  var files: [String]

  @Option(help: "The folder for the results; made where it does not exist.")
  var out: String

  func run() throws {
    let runs = try files.map { try Run(path: $0) }
    let delta = runs.flatMap(\.privacy).map(\.account.delta).max() ?? EpsilonPlan.standardDelta
    let entries = try zip(names, runs).map { name, run in
      SweepReport.Entry(name: name, run: try Self.bounded(run, delta: delta))
    }
    let folder = try OutputFolder(out)
    let report = SweepReport(entries)
    for picture in report.pictures { try folder.write(try picture.png(), to: picture.name) }
    try folder.write(Array(report.markdown.utf8), to: "sweep.md")
    Console.result(folder.path(of: "sweep.md"))
  }

  /// What tells the files' paths apart: the names of their folders, or of the files where folders are the same.
  private var names: [String] {
    let folders = files.map { URL(filePath: $0).deletingLastPathComponent().lastPathComponent }
    guard Set(folders).count == files.count else {
      return files.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
    }
    return folders
  }

  /// The run with bounds on epsilon, where it has none and its members were drawn by coins.
  private static func bounded(_ run: Run, delta: Double) throws -> Run {
    guard run.epsilons.isEmpty, run.population.assignment == "coin-flip" else { return run }
    var bounded = run
    let plan = EpsilonPlan(
      attacks: [], guesses: EpsilonPlan.standardGuesses,
      confidence: EpsilonPlan.standardConfidence, delta: delta, claimed: nil,
      seed: UInt64(run.setup.seed))
    bounded.epsilons = try EpsilonTable(run, plan: plan).rows(naturalRecords: true)
    return bounded
  }
}
