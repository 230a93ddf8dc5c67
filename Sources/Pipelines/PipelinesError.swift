/// A failure of an audit as a whole, in one line that says what to do.
package struct PipelinesError: Error, Equatable, CustomStringConvertible {
  /// What failed, on which input, and what to do.
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
