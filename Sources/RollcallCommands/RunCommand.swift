import ArgumentParser
import Foundation
import Pipelines
import Results

/// `rollcall run`: audits what an experiment file describes.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an experiment: train targets and shadows, attack, measure, report.",
    discussion:
      "Writes run.h5, report.md, its pictures, timing.json and the tables that stages release into the folder, replacing older ones."
  )

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var experiment: String

  @Option(help: "The folder for the results; made where it does not exist.")
  var out: String

  @Option(help: "Models in work at a time; changes the time, never a result.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(
    help:
      "MiB of reference models' signals kept in memory; more go to temporary files for the run.")
  var bankMemory: Int = 4096

  @OptionGroup var option: CacheOption

  @Flag(help: "Train every model, and keep none.")
  var noCache = false

  func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads must be from 1 to 4096")
    }
    guard (0...1 << 30).contains(bankMemory) else {
      throw ValidationError("--bank-memory must be from 0 to \(1 << 30) MiB")
    }
  }

  /// The audit that the file describes: of a pipeline, of scores that were brought, or of a release.
  private func audit() throws -> @Sendable (ProgressLine) async throws -> Run {
    let file = try Experiment.File(path: experiment)
    let (threads, bankMemory) = (threads, bankMemory << 20)
    guard try !ReleaseExperiment.describes(file) else {
      let release = try ReleaseExperiment(
        file, folder: URL(filePath: experiment).deletingLastPathComponent().path)
      return { line in
        try await ReleaseAudit(release, threads: threads) { line.show($0) }
          .run(tool: RollcallCommand.tool)
      }
    }
    guard try !ScoreExperiment.describes(file) else {
      let scores = try ScoreExperiment(
        file, folder: URL(filePath: experiment).deletingLastPathComponent().path)
      return { line in
        try await ScoreAudit(scores, threads: threads, bankMemory: bankMemory) { line.show($0) }
          .run(tool: RollcallCommand.tool)
      }
    }
    let experiment = try Experiment(path: experiment)
    let cache = noCache ? nil : option.cache
    let folder = try OutputFolder(out)
    return { line in
      var runner = AuditRunner(
        experiment, threads: threads, cache: cache, bankMemory: bankMemory
      ) { line.show($0) }
      runner.stageProgress = { Console.note($0) }
      runner.publishing = { name, text in
        try folder.write(Array(text.utf8), to: name)
        Console.note(folder.path(of: name))
      }
      return try await runner.run(tool: RollcallCommand.tool)
    }
  }

  func run() async throws {
    try await performAudit(out: out, threads: threads, try audit())
  }
}
