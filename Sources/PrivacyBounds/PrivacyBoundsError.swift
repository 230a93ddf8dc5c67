/// Why no bound on the privacy loss can be given for the outcome at hand.
package struct PrivacyBoundsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What was refused, with the values, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
