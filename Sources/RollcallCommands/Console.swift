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
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Prints a failure in one line.
  static func error(_ text: String) {
    note("Error: \(text)")
  }
}

/// Shows progress: a bar that is redrawn on a terminal, plain lines in a log.
final class ProgressLine {
  private let isTerminal: Bool
  private var lastTenth = 0

  /// Creates the line for standard error.
  init() {
    isTerminal = isatty(STDERR_FILENO) == 1
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
        Console.note("\(what): \(done) of \(total)")
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
