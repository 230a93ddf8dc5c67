/// A failure of an audit on its input, in one line that says what to do.
public struct AuditingError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which input, and what to do.
  public let description: String

  /// Creates an error from its line.
  ///
  /// - Parameter description: What failed, on which input, and what to do.
  public init(_ description: String) {
    self.description = description
  }
}
