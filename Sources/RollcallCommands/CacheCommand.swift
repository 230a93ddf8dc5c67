import ArgumentParser
import Foundation
import Pipelines

/// `rollcall cache`: lists, explains and evicts what is kept of finished models.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "List, explain and evict the signals of finished models.",
    subcommands: [List.self, Explain.self, Evict.self], defaultSubcommand: List.self)

  /// Lists what is kept.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the experiments with models in the cache.")

    @OptionGroup var option: CacheOption

    func run() {
      let contents = option.cache.contents()
      guard !contents.isEmpty else {
        Console.note("\(option.folder): nothing is kept here")
        return
      }
      let rows = contents.map { experiment in
        [
          "\(experiment.passCount)", "\(experiment.byteCount)",
          experiment.newest.formatted(.iso8601), experiment.name,
        ]
      }
      Console.result(
        aligned([["models", "bytes", "newest", "experiment"]] + rows).joined(separator: "\n"))
    }
  }

  /// Says what an experiment would find.
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "explain",
      abstract:
        "Say which models of an experiment are kept, and what changed since the others were.")

    @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
    var experiment: String

    @OptionGroup var option: CacheOption

    func run() throws {
      let runner = AuditRunner(
        try Experiment(path: experiment), threads: 1, cache: option.cache, report: { _ in })
      for line in try runner.explainCache() { Console.result(line) }
    }
  }

  /// Removes what is kept.
  struct Evict: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "evict", abstract: "Remove kept models of one experiment or of all.")

    @Argument(help: "The experiment's name; all experiments where none is given.")
    var name: String?

    @Option(help: "Remove only what was written longer ago than so many days.")
    var olderThan: Double = 0

    @OptionGroup var option: CacheOption

    func validate() throws {
      guard olderThan >= 0, olderThan.isFinite else {
        throw ValidationError("--older-than must be a number of days, 0 or more")
      }
    }

    func run() throws {
      let date = Date(timeIntervalSinceNow: olderThan == 0 ? 1 : -olderThan * 86_400)
      let removed = try option.cache.evict(experiment: name, before: date)
      Console.result("\(removed) model(s) removed from \(option.folder)")
    }
  }
}
