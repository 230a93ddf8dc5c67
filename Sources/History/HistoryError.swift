/// A failure of the index of runs or of the baselines, in one line that says what to do.
package struct HistoryError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which file, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
