import ArgumentParser
import Dispatch
import Foundation

/// Runs work until it is done, or the user presses Ctrl-C, or the system asks the process to end.
///
/// The work is cancelled, which long loops notice between two steps; what is finished stays in the cache.
///
/// - Parameter work: What to do.
/// - Returns: What the work returns.
/// - Throws: What the work throws; `ExitCode` 130 after an interruption.
func untilInterrupted<Success: Sendable>(
  _ work: @escaping @Sendable () async throws -> Success
) async throws -> Success {
  // Not a child of this task: a signal's handler must be able to cancel it from outside.
  let task = Task { try await work() }
  // Training keeps the threads of the default queue busy; the handler must not wait for one of them.
  let queue = DispatchQueue.global(qos: .userInteractive)
  let sources = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    source.setEventHandler { task.cancel() }
    source.resume()
    return source
  }
  defer { for source in sources { source.cancel() } }
  do {
    return try await task.value
  } catch is CancellationError {
    Console.note("\ninterrupted; finished models are kept in the cache, start again to go on")
    throw ExitCode(130)
  }
}
