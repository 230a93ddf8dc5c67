import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// When work is stopped, and what it then leaves.
struct Deadline<Success: Sendable>: Sendable {
  /// The seconds from the beginning of the work.
  let seconds: Double
  /// What is left of the work.
  let rest: @Sendable () throws -> Success
  /// Whether the work was stopped for its time.
  let isOver = Flag()

  /// Something that becomes true.
  final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock(\.self) }

    func set() { state.withLock { $0 = true } }
  }
}

/// Runs work until it is done, or the user presses Ctrl-C, or the system asks the process to end.
///
/// The work is cancelled, which long loops notice between two steps; what is finished stays in the cache.
///
/// - Parameters:
///   - deadline: What to do when a time is over; nil lets the work take as long as it does.
///   - work: What to do.
/// - Returns: What the work returns, or what is left of it when its time is over.
/// - Throws: What the work throws; `ExitCode` 130 after an interruption.
func untilInterrupted<Success: Sendable>(
  or deadline: Deadline<Success>? = nil, _ work: @escaping @Sendable () async throws -> Success
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
  let timer = deadline.map { deadline in
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + deadline.seconds)
    timer.setEventHandler {
      deadline.isOver.set()
      task.cancel()
    }
    timer.resume()
    return timer
  }
  defer {
    for source in sources { source.cancel() }
    timer?.cancel()
  }
  do {
    return try await task.value
  } catch is CancellationError {
    if let deadline, deadline.isOver.isSet { return try deadline.rest() }
    Console.note("\ninterrupted; finished models are kept in the cache, start again to go on")
    throw ExitCode(130)
  }
}
