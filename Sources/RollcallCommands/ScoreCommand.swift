import ArgumentParser
import Foundation
import Pipelines

/// `rollcall score`: audits numbers that somebody else computed.
struct ScoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Audit scores, losses or class scores that were computed elsewhere.",
    discussion:
      """
      Arrays are NPY files, members of NPZ files (file.npz:name) or HDF5 datasets (file.h5:path). With --keep and no
      --references, the values' first axis is over models: the first ones are audited, the others are their references.
      Writes run.h5, report.md, its pictures and timing.json, as a run does.
      """)

  @Argument(
    help: "A settings file in place of the options.",
    completion: .file(extensions: ["yaml", "yml"]))
  var settings: String?

  @Option(help: "A CSV file with a header; values, membership, labels and groups are then columns.")
  var table: String?

  @Option(
    help:
      "A folder of model folders with keep.npy each, or of Privacy Meter's models and signals; values is then the folder or file in it with the numbers."
  )
  var directory: String?

  @Option(
    help: "The array to audit: records, records x queries, or with classes last; or columns, a,b,c."
  )
  var values: String?

  @Option(
    help:
      "What the values are: logits, probabilities, loss, scaled-confidence, label-probability or score."
  )
  var kind: String = "score"

  @Option(help: "The array of truth values: which records are members.")
  var membership: String?

  @Option(help: "The array of each record's class.")
  var labels: String?

  @Option(help: "A sensitive group as name=array; may be repeated.")
  var group: [String] = []

  @Option(help: "The array of reference models' values, models first.")
  var references: String?

  @Option(help: "The array models x records: which records each model saw.")
  var keep: String?

  @Option(
    help:
      "Records that no model saw, to compare with and not to attack: an array of truth values or of record numbers, or a column."
  )
  var population: String?

  @Option(
    help:
      "In place of --population: the array of numbers on such records, laid out as --values; with --directory the folder in each model's."
  )
  var populationValues: String?

  @Option(help: "With --references: the reference models' numbers on the population.")
  var populationReferences: String?

  @Option(help: "With --labels: the population's classes.")
  var populationLabels: String?

  @Option(help: "How many of the first models are audited.")
  var targets: Int = 1

  @Flag(inversion: .prefixedNo, help: "For kind score: whether members have the higher numbers.")
  var higherIsMember = true

  @Option(help: "The suite file; without one all attacks that the values allow are run.")
  var suite: String?

  @Option(help: "The audit's name, for the report's title.")
  var name: String = "Scores"

  @OptionGroup var given: GivenOptions
  @OptionGroup var results: ResultOptions
  @OptionGroup var bank: BankMemoryOption

  func validate() throws {
    guard (settings == nil) != (values == nil) else {
      throw ValidationError("give either a settings file or --values")
    }
    guard group.allSatisfy({ $0.split(separator: "=").count == 2 }) else {
      throw ValidationError("--group must be name=array")
    }
  }

  func run() async throws {
    let experiment = try experiment()
    let (threads, bankMemory) = (results.threads, bank.bytes)
    try await performAudit(results) { line in
      try await ScoreAudit(experiment, threads: threads, bankMemory: bankMemory) {
        line.show($0)
      }.run(tool: RollcallCommand.tool)
    }
  }

  private func experiment() throws -> ScoreExperiment {
    guard let settings else {
      return try ScoreExperiment(
        Experiment.File(name: "options", text: settingsText),
        folder: FileManager.default.currentDirectoryPath)
    }
    return try ScoreExperiment(Experiment.File(path: settings), folder: folder(of: settings))
  }

  /// The settings file that says what the options say.
  private var settingsText: String {
    var lines = ["name: \(quoted(name))", "seed: \(given.seed)", "target:", "  format: scores"]
    let texts: [(String, String?)] = [
      ("values", table == nil ? values : nil), ("kind", kind), ("membership", membership),
      ("labels", labels),
      ("references", references), ("keep", keep), ("assignment", given.assignment),
      ("directory", directory), ("population", population),
      ("populationValues", populationValues), ("populationReferences", populationReferences),
      ("populationLabels", populationLabels),
    ]
    for (key, text) in texts { if let text { lines.append("  \(key): \(quoted(text))") } }
    if let table, let values {
      let columns = values.split(separator: ",").map { quoted(String($0)) }
      lines.append("  table: \(quoted(table))")
      lines.append("  values: [\(columns.joined(separator: ", "))]")
    }
    lines.append("  higherIsMember: \(higherIsMember)")
    lines.append("  targets: \(targets)")
    if !group.isEmpty {
      lines.append("  groups:")
      for pair in group.map({ $0.split(separator: "=") }) {
        lines.append("    \(quoted(String(pair[0]))): \(quoted(String(pair[1])))")
      }
    }
    if let suite { lines.append("suite: \(quoted(suite))") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}
