import Foundation

/// What a program wrote, and how it ended.
struct ProgramOutput {
  /// The exit code.
  let code: Int32
  /// Standard output.
  let result: String
  /// Standard error.
  let notes: String

  /// Runs a program to its end.
  init(_ program: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let (result, notes) = (Pipe(), Pipe())
    process.standardOutput = result
    process.standardError = notes
    try process.run()
    self.result = String(
      decoding: result.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.notes = String(decoding: notes.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    code = process.terminationStatus
  }

  /// Runs this package's own program.
  init(rollcall arguments: [String]) throws {
    try self.init(try packageRoot().appending(path: ".build/release/rollcall"), arguments)
  }
}
