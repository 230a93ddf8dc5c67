import Dispatch

/// Runs an actor on a queue of its own, so that its waiting keeps no thread from the tasks that compute.
final class WaitingExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "child process")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
