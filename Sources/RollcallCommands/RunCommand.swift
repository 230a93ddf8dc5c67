import ArgumentParser
import Foundation
import Pipelines
import Reports
import Results

/// `rollcall run`: audits what an experiment file describes.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an experiment: train targets and shadows, attack, measure, report.",
    discussion:
      "Writes run.h5, report.md, its pictures, timing.json and the tables that stages release into the folder, replacing older ones. "
      + "Where clients were left out, the others' results are written, each is told in one line, and the exit code is 1."
  )

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var experiment: String

  @OptionGroup var results: ResultOptions
  @OptionGroup var bank: BankMemoryOption
  @OptionGroup var option: CacheOption

  @Flag(help: "Train every model, and keep none.")
  var noCache = false

  /// An audit, and when it is stopped.
  private struct Work {
    var deadline: Deadline<Run>?
    let body: @Sendable (ProgressLine) async throws -> Run
  }

  /// The audit that the file describes: of a pipeline, of a model or scores that were brought, or of a release.
  private func audit() throws -> Work {
    let file = try Experiment.File(path: experiment)
    let (threads, bankMemory) = (results.threads, bank.bytes)
    guard try !ReleaseExperiment.describes(file) else {
      let release = try ReleaseExperiment(file, folder: folder(of: experiment))
      return Work { line in
        try await ReleaseAudit(release, threads: threads) { line.show($0) }
          .run(tool: RollcallCommand.tool)
      }
    }
    guard try !ModelExperiment.describes(file) else {
      let model = try ModelExperiment(file, folder: folder(of: experiment))
      let surroundings = ModelAudit.Surroundings(
        environment: ProcessInfo.processInfo.environment, threads: threads, bankMemory: bankMemory)
      return Work { line in
        try await ModelAudit(model, surroundings) { line.show($0) }.run(tool: RollcallCommand.tool)
      }
    }
    guard try !ScoreExperiment.describes(file) else {
      let scores = try ScoreExperiment(file, folder: folder(of: experiment))
      return Work { line in
        try await ScoreAudit(scores, threads: threads, bankMemory: bankMemory) { line.show($0) }
          .run(tool: RollcallCommand.tool)
      }
    }
    return try pipeline(threads: threads, bankMemory: bankMemory)
  }

  /// The audit of a pipeline.
  private func pipeline(threads: Int, bankMemory: Int) throws -> Work {
    let experiment = try Experiment(path: experiment)
    let cache = noCache ? nil : option.cache
    let outputs = try OutputFolder(results.out)
    let fallback = FallbackRun()
    let deadline = experiment.budget.map { budget in
      Deadline<Run>(seconds: budget.seconds) {
        guard let run = fallback.run else {
          throw CommandError(
            "the budget of \(budget.text) was over before one audit with few shadows was finished; give a larger 'budget', "
              + "fewer targets or fewer records; with a cache, finished models are not trained again"
          )
        }
        return run
      }
    }
    return Work(deadline: deadline) { line in
      var runner = AuditRunner(
        experiment, threads: threads, cache: cache, bankMemory: bankMemory
      ) { line.show($0) }
      runner.fallback = fallback
      runner.stageProgress = { Console.note($0) }
      runner.publishing = { release in
        let path = outputs.path(of: release.name)
        if let text = release.text {
          try outputs.write(Array(text.utf8), to: release.name)
        } else {
          try release.writeImages(to: path)
        }
        Console.note(path)
      }
      runner.publishingModel = { name, bytes in
        try outputs.write(bytes, to: name)
        Console.note(outputs.path(of: name))
      }
      return try await runner.run(tool: RollcallCommand.tool)
    }
  }

  func run() async throws {
    let work = try audit()
    let run = try await performAudit(results, until: work.deadline, work.body)
    let leftOut = Report.leftOut(run)
    for client in leftOut {
      Console.error("client \(client.name) was left out: \(client.reason)")
    }
    // The others' work is written; whoever runs this unattended must still see that it is not all.
    if !leftOut.isEmpty { throw ExitCode(1) }
  }
}
