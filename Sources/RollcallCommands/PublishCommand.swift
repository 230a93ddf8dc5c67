import ArgumentParser
import Foundation
import Pipelines

/// `rollcall publish`: makes a client's release, and nothing else of it leaves the machine.
struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Make one client's fair synthetic set from its own records alone.",
    discussion: """
      Runs the stage bilevel-fair of an experiment, and private-release where it follows, for one client. With clients by file no other \
      client's file is opened. Writes release.csv, which is what may be sent, and release.json with how it came about, in a folder for each \
      client; ledgers and checkpoints stay beside it. Without --client all clients' releases are made; one that fails is told in one line \
      and the others' are kept.
      """)

  @Argument(
    help: "The experiment, of which name, seed, data and stages are read.",
    completion: .file(extensions: ["yaml", "yml"]))
  var experiment: String

  @Option(help: "The client's name; of clients by file the file, as the experiment names it.")
  var client: String?

  @Option(help: "The folder for the releases; made where it does not exist.")
  var out: String

  func run() async throws {
    let publication = try Publication(path: experiment)
    let names = try client.map { [$0] } ?? publication.clients()
    var failures = 0
    for name in names {
      do {
        let path = try await publish(name, by: publication)
        Console.result(path)
      } catch let error as CancellationError {
        throw error
      } catch {
        // One client's file is no reason to lose the others' releases.
        failures += 1
        let line = "\(error)"
        Console.error(line.hasPrefix(name) ? line : "\(name): \(line)")
      }
    }
    if failures > 0 { throw ExitCode(1) }
  }

  private func publish(_ name: String, by publication: Publication) async throws -> String {
    let own = URL(filePath: out).appending(path: name.replacing("/", with: "-"))
    // Beside the folder: what is kept for a repeated run stays on the machine.
    let notebook = own.appendingPathExtension("kept")
    _ = try OutputFolder(out)
    let release = try await untilInterrupted {
      try await publication.release(of: name, notebook: notebook) { Console.note($0) }
    }
    let folder = try OutputFolder(own.path)
    try folder.write(Array(release.table.utf8), to: "release.csv")
    try folder.write(Array(release.account.utf8), to: "release.json")
    return folder.path(of: "release.csv")
  }
}
