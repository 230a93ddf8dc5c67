import Foundation
import Pipelines

/// Writes to the terminal: results to standard output, everything else to standard error.
enum Console {
  /// Prints a result.
  static func result(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// Prints a line for the user beside the results.
  static func note(_ text: String) {
    write(LogLine(level: .note, message: text), as: text)
  }

  /// Prints a failure in one line.
  static func error(_ text: String) {
    write(LogLine(level: .error, message: text), as: "Error: \(text)")
  }

  /// Prints how much of some work is done.
  static func step(_ what: String, done: Int, of total: Int) {
    write(
      LogLine(level: .step, message: what, done: done, total: total),
      as: "\(what): \(done) of \(total)")
  }

  private static func write(_ line: @autoclosure () -> LogLine, as text: String) {
    let text = LogLine.isWanted ? line().json : text
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

/// A line of the log for programs: what `ROLLCALL_LOG=json` makes of everything but results.
struct LogLine: Encodable {
  /// What a line is about.
  enum Level: String, Encodable { case note, step, error }

  /// Whether the environment asks for JSON lines in the place of text.
  static let isWanted = ProcessInfo.processInfo.environment["ROLLCALL_LOG"] == "json"

  /// When it was written, to the millisecond, in UTC.
  let time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  let level: Level
  let message: String
  /// How much is done; nil where that is not what it tells.
  var done: Int?
  /// Of how much.
  var total: Int?

  /// The line, without its end.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Text and whole numbers can always be encoded.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

/// Shows progress: a bar that is redrawn on a terminal, plain lines in a log.
final class ProgressLine {
  private let isTerminal: Bool
  private var lastTenth = 0

  /// Creates the line for standard error.
  init() {
    isTerminal = isatty(STDERR_FILENO) == 1 && !LogLine.isWanted
  }

  /// Shows what is going on.
  func show(_ progress: AuditProgress) {
    switch progress {
    case .note(let text):
      lastTenth = 0
      Console.note(text)
    case .step(let what, let done, let total):
      let tenth = done * 10 / max(1, total)
      if isTerminal {
        redraw(what, done, total)
      } else if tenth > lastTenth {
        Console.step(what, done: done, of: total)
      }
      lastTenth = tenth
    }
  }

  private func redraw(_ what: String, _ done: Int, _ total: Int) {
    let width = 30
    let filled = done * width / max(1, total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let end = done == total ? "\n" : ""
    FileHandle.standardError.write(Data("\r\(what) \(bar) \(done)/\(total)\(end)".utf8))
  }
}
