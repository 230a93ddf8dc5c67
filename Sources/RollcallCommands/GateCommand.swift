import ArgumentParser
import Foundation
import History
import Reports
import Results
import Settings

/// `rollcall gate`: judges a run by a policy, with an exit code for a nightly job.
struct GateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Judge a run by a policy, against a baseline where one is given.",
    discussion: """
      Prints a Markdown summary. Exit code 0 is pass, 1 fail, 2 investigate (too little data to tell), 64 a mistake in the command \
      or the policy. A baseline that cannot be read is a failure, not a pass.
      """)

  @Argument(
    help: ArgumentHelp("The run that is judged.", valueName: "run"),
    completion: .file(extensions: ["h5"]))
  var run: String

  @Option(help: "The policy file.", completion: .file(extensions: ["yaml", "yml"]))
  var policy: String

  @Option(
    help: "The run that regressions are judged against: a file, or a name given by 'baseline set'.",
    completion: .file(extensions: ["h5"]))
  var baseline: String?

  @Option(help: "The folder of runs where baselines are looked up by name.")
  var dir = "."

  @Flag(help: "Exit with 1 in place of 2 where there is too little data to tell.")
  var strict = false

  @Option(help: "Also write JUnit XML to this file.")
  var junit: String?

  @Option(help: "Also write SARIF 2.1.0 to this file.")
  var sarif: String?

  @Option(help: "Also write the Markdown summary to this file.")
  var markdown: String?

  @Option(help: "Threads of the bootstrap; changes the time, never a result.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads must be from 1 to 4096")
    }
    let outputs = [junit, sarif, markdown].compactMap(\.self).map { URL(filePath: $0).standardized }
    let inputs = [run, policy, baseline].compactMap(\.self).map { URL(filePath: $0).standardized }
    guard Set(outputs).count == outputs.count, Set(outputs).isDisjoint(with: inputs) else {
      throw ValidationError("--junit, --sarif and --markdown must name files of their own")
    }
  }

  func run() async throws {
    let rules = try GatePolicy(yaml: try text(of: policy), file: policy)
    let new = try Run(path: run)
    let baseline = try baseline.map(file(ofBaseline:))
    let old = try baseline.map { try Run(path: $0) }
    let result = try await GateResult(new, by: rules, baseline: old, threads: threads)
    let summary = GateMarkdown(result, run: run, baseline: baseline).text
    if let junit { try write(JUnitReport(result, isStrict: strict).text, to: junit) }
    if let sarif {
      try write(try SARIFReport(result, tool: RollcallCommand.tool, run: run).text, to: sarif)
    }
    if let markdown { try write(summary, to: markdown) }
    Console.result(String(summary.dropLast()))
    switch result.outcome {
    case .fail: throw ExitCode(1)
    case .investigate: throw ExitCode(strict ? 1 : 2)
    case .pass, .notApplicable: return
    }
  }

  /// The file of a baseline that is named by its path or by the name that it is kept under.
  private func file(ofBaseline name: String) throws -> String {
    guard !FileManager.default.fileExists(atPath: name), !name.contains("/"),
      !name.hasSuffix(".h5")
    else { return name }
    let kept = BaselineStore(in: URL(filePath: dir, directoryHint: .isDirectory)).path(of: name)
    guard FileManager.default.fileExists(atPath: kept) else {
      throw CommandError(
        "no baseline '\(name)' is kept in \(dir); set one by 'rollcall baseline set \(name) RUN', or name the folder by --dir"
      )
    }
    return kept
  }

  private func text(of file: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ValidationError("\(file): no policy can be read here; name a YAML file by --policy")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ValidationError("\(file): is not UTF-8 text")
    }
    return text
  }

  private func write(_ text: String, to file: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    } catch {
      throw CommandError(
        "\(file): cannot be written; check that its folder is there, its rights and the free space")
    }
  }
}
