/// Why no privacy can be claimed, or no noise drawn, for the values at hand.
package struct PrivacyError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What was refused, with the values, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
