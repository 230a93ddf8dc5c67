/// A failure of a measurement, in one line.
package struct BenchmarksError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
