import ArgumentParser
import Foundation
import Reports
import Results

/// `rollcall compare`: says what changed between two runs, and how sure that is.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare a run with a baseline, with tests.",
    discussion: """
      Tests what was declared beforehand, by default the primary attacks' area and their share found at the lowest rate that \
      the records resolve, and shows everything else without a verdict. A change is no failure: the exit code is 0; `gate` decides.
      """)

  @Argument(
    help: ArgumentHelp("The run that is compared with.", valueName: "baseline"),
    completion: .file(extensions: ["h5"]))
  var baseline: String

  @Argument(
    help: ArgumentHelp("The run that is asked about.", valueName: "new"),
    completion: .file(extensions: ["h5"]))
  var new: String

  @OptionGroup var terms: ComparisonOptions

  @Option(
    help: ArgumentHelp(
      "A measurement that is tested in place of the default ones; '-' is the model itself. Repeatable.",
      valueName: "attack:metric[:group]"))
  var declare: [String] = []

  @Flag(help: "Print JSON, the stable interface for machines.")
  var json = false

  @Option(
    help: "A folder for compare.md, compare.json and the pictures; made where it does not exist.")
  var out: String?

  func validate() throws {
    for text in declare where DeclaredMeasurement(text) == nil {
      throw ValidationError("--declare \(text): write attack:metric or attack:metric:group")
    }
  }

  func run() async throws {
    let runs = (try Run(path: baseline), try Run(path: new))
    let plan = terms.plan(
      declared: declare.isEmpty ? nil : declare.compactMap(DeclaredMeasurement.init))
    let comparison = try await RunComparison(baseline: runs.0, new: runs.1, plan: plan)
    let report = try ComparisonReport(
      comparison, baseline: (baseline, runs.0), new: (new, runs.1), drawsPictures: out != nil)
    let values = ComparisonJSON(comparison, baseline: baseline, new: new)
    guard let out else {
      Console.result(json ? try values.text() : String(report.markdown.dropLast()))
      return
    }
    let folder = try OutputFolder(out)
    for picture in report.pictures { try folder.write(try picture.png(), to: picture.name) }
    try folder.write(Array(try values.text().utf8) + Array("\n".utf8), to: "compare.json")
    try folder.write(Array(report.markdown.utf8), to: "compare.md")
    Console.result(json ? try values.text() : folder.path(of: "compare.md"))
  }
}

/// What `compare` and `gate` ask about the comparison of two runs.
struct ComparisonOptions: ParsableArguments {
  @Option(help: "The error probability of all tests together, or the share of false findings.")
  var level: Double = 0.05

  @Option(help: "How p-values are corrected: holm or benjamini-hochberg.")
  var correction: Correction = .holm

  @Flag(help: "Compare runs on other data, as independent ones; the output says so.")
  var otherData = false

  @Option(
    help: ArgumentHelp(
      "An input that is audited itself and so may differ, such as the release or scores. Repeatable.",
      valueName: "file name"))
  var changing: [String] = []

  @Option(help: "The seed of the bootstrap.")
  var seed: UInt64 = 1

  @Option(help: "Threads of the bootstrap; changes the time, never a result.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard level > 0, level < 0.5 else {
      throw ValidationError("--level must be above 0 and below 0.5, such as 0.05")
    }
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads must be from 1 to 4096")
    }
  }

  /// The plan with these options.
  func plan(declared: [DeclaredMeasurement]?) -> ComparisonPlan {
    ComparisonPlan(
      declared: declared, level: level, correction: correction, allowsOtherData: otherData,
      changing: changing, seed: seed, threads: threads)
  }
}

extension Correction: ExpressibleByArgument {}
