/// A failure of a program that was started, in one line.
package struct ChildProcessError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
