import Synchronization

/// Counts the records that a model is asked about, up to what may be spent.
///
/// The mutex is the count's alone: models are asked from several tasks.
package final class QueryCounter: Sendable {
  /// The most queries; nil for any number.
  package let limit: Int?
  private let asked = Mutex(0)

  /// Starts to count.
  ///
  /// - Parameter limit: The most queries; nil for any number.
  package init(limit: Int?) { self.limit = limit }

  /// The queries so far.
  package var count: Int { asked.withLock { $0 } }

  /// Counts queries before they are asked.
  ///
  /// - Parameter count: How many more.
  /// - Throws: `ModelsError` where they are more than may be asked; they are then not counted.
  func spend(_ count: Int) throws(ModelsError) {
    let total = asked.withLock { asked in
      if let limit, asked + count > limit { return asked + count }
      asked += count
      return 0
    }
    guard total > 0 else { return }
    throw ModelsError(
      "the query budget of \(limit ?? 0) does not cover \(total) queries; raise 'queryBudget' of 'target' or audit fewer "
        + "records")
  }
}
