import ArgumentParser
import Foundation
import History

/// `rollcall baseline`: keeps runs by name to compare later ones with.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Keep runs by name, to compare later ones with.",
    subcommands: [Set.self, List.self], defaultSubcommand: List.self)

  /// Where baselines are.
  struct Place: ParsableArguments {
    @Option(help: "The folder of runs; baselines are in 'baselines' below it.")
    var dir = "."

    /// The store.
    var store: BaselineStore { BaselineStore(in: URL(filePath: dir, directoryHint: .isDirectory)) }
  }

  /// Keeps a copy of a run.
  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Keep a copy of a run under a name; the one before stays, under its date.")

    @Argument(help: "The name: letters, digits, '-', '_' and '.'.")
    var name: String

    @Argument(
      help: ArgumentHelp("The run file.", valueName: "run"), completion: .file(extensions: ["h5"]))
    var file: String

    @OptionGroup var place: Place

    @Option(help: "How many earlier baselines of the name stay.")
    var keep = 5

    func validate() throws {
      guard (0...10_000).contains(keep) else {
        throw ValidationError("--keep must be from 0 to 10000")
      }
    }

    func run() throws {
      Console.result(try place.store.set(name, to: file, keeping: keep))
    }
  }

  /// Lists what is kept.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the baselines, and those that they replaced.")

    @OptionGroup var place: Place

    func run() throws {
      let baselines = try place.store.list()
      guard !baselines.isEmpty else {
        Console.note("\(place.dir): no baselines are kept here")
        return
      }
      let rows = baselines.map { baseline in
        [
          baseline.name, baseline.isPresent ? "present" : "earlier",
          baseline.date.formatted(.iso8601),
          String(baseline.sha256.prefix(12)), baseline.path, baseline.summary,
        ]
      }
      Console.result(
        aligned([["name", "state", "set", "SHA-256", "file", "what it is"]] + rows)
          .joined(separator: "\n"))
    }
  }
}
