import ArgumentParser
import Foundation
import Reports
import Results

/// `rollcall report`: writes the report of a run again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write the Markdown report and pictures of a run.")

  @Argument(
    help: ArgumentHelp("The run file.", valueName: "run"), completion: .file(extensions: ["h5"]))
  var file: String

  @Option(help: "The folder for the report; the run file's own where none is given.")
  var out: String?

  func run() throws {
    let folder = out ?? URL(filePath: file).deletingLastPathComponent().path
    let report = try Report(try Run(path: file))
    Console.result(try OutputFolder(folder).write(report))
  }
}
