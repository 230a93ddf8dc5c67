/// A failure of loading or asking a model, in one line.
package struct ModelsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
