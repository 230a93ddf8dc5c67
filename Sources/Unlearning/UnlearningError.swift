/// A failure of unlearning or of its evaluation on the input, in one line that says what to do.
package struct UnlearningError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which input, and what to do.
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
