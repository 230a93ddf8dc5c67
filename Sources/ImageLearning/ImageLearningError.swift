/// A failure of learning from images, in one line that says what to do.
package struct ImageLearningError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
