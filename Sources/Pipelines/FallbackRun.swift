package import Results
import Synchronization

/// The best finished audit of a run that is going on, for when its time is over.
package final class FallbackRun: Sendable {
  private let kept = Mutex<Run?>(nil)

  /// Creates a place without a run.
  package init() {}

  /// The run that was kept last; nil before one was finished.
  package var run: Run? { kept.withLock(\.self) }

  /// Keeps a run in the place of the one before.
  func keep(_ run: Run) { kept.withLock { $0 = run } }
}
