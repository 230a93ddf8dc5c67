import ArgumentParser
import Bilevel
import Foundation
import Pipelines
import Reports

/// `rollcall collaborate`: compares methods by which clients come to a fair model.
struct CollaborateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collaborate",
    abstract: "Compare methods by which clients come to a fair model, over several seeds.",
    discussion: """
      Divides the records of a settings file among clients, holds a share of each client's records out, and trains by each method: all records \
      together with and without constraints, unions of synthetic sets with and without, federated averaging and its fair variants. \
      Writes collaboration.md, a plot of accuracy against unfairness, and collaboration.json with every number.
      """)

  @Argument(
    help: "The settings file.", completion: .file(extensions: ["yaml", "yml"]))
  var settings: String

  @OptionGroup var results: ResultOptions

  func run() async throws {
    let experiment = try CollaborationExperiment(path: settings)
    let folder = try OutputFolder(results.out)
    let threads = results.threads
    let table = try await untilInterrupted {
      try await experiment.table(threads: threads) { Console.note($0) }
    }
    let report = CollaborationReport(table, name: experiment.name)
    for picture in report.pictures { try folder.write(try picture.png(), to: picture.name) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try folder.write([UInt8](encoder.encode(table)), to: "collaboration.json")
    try folder.write(Array(report.markdown.utf8), to: "collaboration.md")
    for remark in table.remarks { Console.error(remark) }
    Console.result(folder.path(of: "collaboration.md"))
  }
}
