import ArgumentParser
import Foundation
import History
import Reports

/// `rollcall history`: shows measurements over the runs of a folder.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show measurements over all run files of a folder.",
    discussion: """
      Keeps an index in SQLite, which is made anew from the files whenever it is missing, old or --rebuild is given. Files of other \
      format versions are listed. Patterns know '*'.
      """)

  @Argument(help: "The folder of run files; folders in it are searched too.")
  var folder: String

  @Option(help: "A metric or pattern. Repeatable.")
  var metric: [String] = ["auc"]

  @Option(
    help:
      "An attack or pattern, '-' for the model itself; primary attacks and the model where none is given."
  )
  var attack: String?

  @Option(help: "A group or pattern.")
  var group: String = "all"

  @Option(help: "A stage or pattern; the last of each run where none is given.")
  var stage: String?

  @Option(help: "A target by its number, or 'mean'; what stands for the run where none is given.")
  var target: String?

  @Option(help: "The earliest day, as 2026-01-31.")
  var since: String?

  @Option(help: "The index; in the folder where none is given.")
  var index: String?

  @Flag(help: "Make the index anew from the files.")
  var rebuild = false

  @Flag(help: "Print JSON, the stable interface for machines.")
  var json = false

  @Option(help: "A folder for history.md and the pictures; made where it does not exist.")
  var out: String?

  func validate() throws {
    if let since, day(since) == nil {
      throw ValidationError("--since \(since): write a day as 2026-01-31")
    }
  }

  private func day(_ text: String) -> Date? {
    try? Date(text + "T00:00:00Z", strategy: .iso8601)
  }

  func run() throws {
    let folder = URL(filePath: folder, directoryHint: .isDirectory)
    let file = index ?? folder.appending(path: RunIndex.fileName).path
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw CommandError("\(folder.path): no such folder; name one that holds run files")
    }
    let runs = try RunIndex(path: file)
    let changes = try runs.update(from: folder, rebuilds: rebuild)
    Console.note("\(file): \(changes.read) file(s) read, \(changes.gone) gone")
    let since = since.flatMap(day)
    let query = HistoryQuery(
      metrics: metric, attack: attack, group: group, stage: stage, target: target, since: since)
    let report = HistoryReport(
      runs: try runs.runs(since: since), series: try runs.series(query), drawsPictures: out != nil)
    let values = try HistoryJSON(runs: try runs.runs(since: since), trends: report.trends).text()
    guard let out else {
      Console.result(json ? values : String(report.markdown.dropLast()))
      return
    }
    let place = try OutputFolder(out)
    for picture in report.pictures { try place.write(try picture.png(), to: picture.name) }
    try place.write(Array(report.markdown.utf8), to: "history.md")
    Console.result(json ? values : place.path(of: "history.md"))
  }
}
