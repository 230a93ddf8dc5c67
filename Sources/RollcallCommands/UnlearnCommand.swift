import ArgumentParser
import Foundation
import Pipelines
import Reports
import Unlearning

/// `rollcall unlearn`: judges methods of unlearning by training from scratch.
struct UnlearnCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlearn",
    abstract: "Judge methods of unlearning: is what is left more than retraining leaves?",
    discussion:
      """
      With a settings file, models are trained, made to forget and compared here. With options, class scores that were computed \
      elsewhere are compared: NPY files, members of NPZ files (file.npz:name), HDF5 datasets (file.h5:path) or CSV files of \
      numbers; records x classes, runs x records x classes, or runs x records x versions x classes. Row sets are row numbers from 0 or a truth value for each record.
      Writes unlearning.md, its pictures, unlearning.json, unlearning.h5 with all scores, and timing.json.
      """)

  @Argument(
    help: "A settings file in place of the options.",
    completion: .file(extensions: ["yaml", "yml"]))
  var settings: String?

  @Option(help: "The class scores of models after unlearning, name=array; may be repeated.")
  var unlearned: [String] = []

  @Option(help: "The class scores of models trained from scratch without the forget rows.")
  var retrained: String?

  @Option(help: "The class scores of models before unlearning.")
  var original: String?

  @Option(help: "The array of each record's class.")
  var labels: String?

  @Option(help: "The rows to forget.")
  var forget: String?

  @Option(help: "The rows that stay.")
  var retain: String?

  @Option(help: "The rows that no model saw.")
  var test: String?

  @Option(help: "The rows that forgotten ones are told from; without it the test rows.")
  var neverSeen: String?

  @Option(help: "The array runs x records of truth values: which records each run forgot.")
  var keep: String?

  @Option(help: "What the class scores are: logits or probabilities.")
  var kind: String = "logits"

  @Option(help: "Two classes whose labels were swapped in the forget rows: 3,5.")
  var swapped: String?

  @Option(help: "The seconds that a method took, name=number; may be repeated.")
  var seconds: [String] = []

  @Option(help: "How often a method read a record, name=number; may be repeated.")
  var recordPasses: [String] = []

  @Option(help: "The evaluation's name, for the report's title.")
  var name: String = "Given models"

  @OptionGroup var results: ResultOptions

  func validate() throws {
    let wanted: [(String, Bool)] = [
      ("--unlearned", unlearned.isEmpty), ("--retrained", retrained == nil),
      ("--labels", labels == nil), ("--forget", forget == nil), ("--retain", retain == nil),
      ("--test", test == nil),
    ]
    if settings != nil {
      guard !wanted.contains(where: { !$0.1 }) else {
        throw ValidationError("give either a settings file or the options of given models")
      }
    } else if let missing = wanted.first(where: \.1) {
      throw ValidationError(
        "give a settings file, or the options of given models: \(missing.0) is missing")
    }
    for pair in unlearned + seconds + recordPasses where Self.pair(pair) == nil {
      throw ValidationError("'\(pair)' must be name=value")
    }
  }

  func run() async throws {
    let experiment = try experiment()
    let folder = try OutputFolder(results.out)
    let (threads, started) = (results.threads, Date())
    let clock = ContinuousClock()
    let begin = clock.now
    let outcome = try await untilInterrupted {
      let line = ProgressLine()
      return try await experiment.outcome(
        threads: threads, clock: { (clock.now - begin) / .seconds(1) }
      ) { line.show($0) }
    }
    let timing: [(name: String, seconds: Double)]
    switch outcome {
    case .methods(let found):
      try write(found, named: experiment.name, to: folder)
      timing = found.seconds
    case .steps(let found):
      try write(found, named: experiment.name, to: folder)
      timing = found.seconds.flatMap { arm in
        arm.forgetting.indices.flatMap { step in
          [
            ("\(arm.arm), step \(step), forgetting", arm.forgetting[step]),
            ("\(arm.arm), step \(step), generating", arm.generating[step]),
          ]
        }
      }
    }
    try folder.write(
      UnlearningTiming(
        started: started, seconds: (clock.now - begin) / .seconds(1), threads: threads,
        methods: timing
      ).json(), to: "timing.json")
    Console.result(folder.path(of: "unlearning.md"))
  }

  /// Writes methods beside training from scratch.
  private func write(
    _ outcome: ForgettingOutcome, named name: String, to folder: OutputFolder
  ) throws {
    let evaluation = try ForgettingEvaluation(outcome.evidence)
    let report = UnlearningReport(
      evaluation, rows: outcome.evidence.rows, capacities: outcome.capacities, name: name
    )
    for picture in report.pictures { try folder.write(try picture.png(), to: picture.name) }
    let json = try UnlearningJSON(
      evaluation, capacities: outcome.capacities, name: name
    ).text()
    try folder.write(Array((json + "\n").utf8), to: "unlearning.json")
    try ForgettingFile.write(
      evaluation, rows: outcome.evidence.rows, to: folder.path(of: "unlearning.h5"))
    try folder.write(Array(report.markdown.utf8), to: "unlearning.md")
  }

  /// Writes one method step by step.
  private func write(
    _ outcome: StepOutcome, named name: String, to folder: OutputFolder
  ) throws {
    let evaluation = try StepEvaluation(outcome.evidence)
    let report = StepReport(
      evaluation, candidates: outcome.evidence.fates.first?.count ?? 0, method: outcome.method,
      name: name)
    for picture in report.pictures { try folder.write(try picture.png(), to: picture.name) }
    let json = try StepJSON(evaluation, method: outcome.method, name: name).text()
    try folder.write(Array((json + "\n").utf8), to: "unlearning.json")
    try StepFile.write(evaluation, of: outcome.evidence, to: folder.path(of: "unlearning.h5"))
    try folder.write(Array(report.markdown.utf8), to: "unlearning.md")
  }

  private func experiment() throws -> ForgettingExperiment {
    guard let settings else {
      return try ForgettingExperiment(
        Experiment.File(name: "options", text: settingsText),
        folder: FileManager.default.currentDirectoryPath)
    }
    return try ForgettingExperiment(
      Experiment.File(path: settings), folder: RollcallCommands.folder(of: settings))
  }

  /// The settings file that says what the options say.
  private var settingsText: String {
    var lines = ["name: \(Self.quoted(name))", "given:"]
    let texts: [(String, String?)] = [
      ("kind", kind), ("labels", labels), ("original", original), ("retrained", retrained),
      ("forget", forget), ("retain", retain), ("test", test), ("neverSeen", neverSeen),
      ("keep", keep),
    ]
    for (key, text) in texts { if let text { lines.append("  \(key): \(Self.quoted(text))") } }
    if let swapped { lines.append("  swapped: [\(swapped)]") }
    for (key, pairs) in [
      ("unlearned", unlearned), ("seconds", seconds), ("recordPasses", recordPasses),
    ] where !pairs.isEmpty {
      lines.append("  \(key):")
      for (name, value) in pairs.compactMap(Self.pair) {
        lines.append("    \(Self.quoted(name)): \(Self.quoted(value))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func pair(_ text: String) -> (String, String)? {
    let parts = text.split(separator: "=", maxSplits: 1)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}

/// What depends on the clock and the host, kept apart so that equal evaluations have equal bytes.
private struct UnlearningTiming: Encodable {
  private let started: String
  private let seconds: Double
  private let threads: Int
  private let host: String
  private let methods: [String: Double]

  init(started: Date, seconds: Double, threads: Int, methods: [(name: String, seconds: Double)]) {
    self.started = started.formatted(.iso8601)
    self.seconds = (seconds * 1000).rounded() / 1000
    self.threads = threads
    host = ProcessInfo.processInfo.hostName
    self.methods = Dictionary(
      methods.map { ($0.name, ($0.seconds * 10_000).rounded() / 10_000) }
    ) { first, _ in first }
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return Array(try encoder.encode(self)) + Array("\n".utf8)
  }
}
