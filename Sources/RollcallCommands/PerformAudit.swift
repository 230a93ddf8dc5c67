import Foundation
import Reports
import Results

/// Performs an audit that an interruption may stop, and writes its run, report, pictures and timing.
///
/// - Parameters:
///   - options: The folder for the results, checked before the work, and the threads that the timing names.
///   - deadline: When the audit is stopped, and what it then leaves; nil lets it take as long as it does.
///   - audit: The audit.
/// - Returns: The run.
/// - Throws: What the audit throws; an error in one line where the folder cannot be written.
@discardableResult
func performAudit(
  _ options: ResultOptions, until deadline: Deadline<Run>? = nil,
  _ audit: @escaping @Sendable (ProgressLine) async throws -> Run
) async throws -> Run {
  let started = Date()
  let clock = ContinuousClock()
  let begin = clock.now
  let folder = try OutputFolder(options.out)
  let run = try await untilInterrupted(or: deadline) { try await audit(ProgressLine()) }
  let file = folder.path(of: "run.h5")
  try run.write(to: file)
  let report = try folder.write(Report(run))
  try folder.write(
    Timing(started: started, seconds: (clock.now - begin) / .seconds(1), threads: options.threads)
      .json(),
    to: "timing.json")
  Console.note(file)
  Console.result(report)
  return run
}

/// The folder that names in a settings file start from.
func folder(of settings: String) -> String {
  URL(filePath: settings).deletingLastPathComponent().path
}

/// What depends on the clock and the host, kept out of the run file so that equal audits have equal bytes.
private struct Timing: Encodable {
  let started: String
  let seconds: Double
  let threads: Int
  let host: String

  init(started: Date, seconds: Double, threads: Int) {
    self.started = started.formatted(.iso8601)
    self.seconds = (seconds * 1000).rounded() / 1000
    self.threads = threads
    host = ProcessInfo.processInfo.hostName
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return Array(try encoder.encode(self)) + Array("\n".utf8)
  }
}
