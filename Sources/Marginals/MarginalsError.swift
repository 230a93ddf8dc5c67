/// Why records cannot be counted, or a distribution not be fitted, for the values at hand.
package struct MarginalsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What was refused, with the names and sizes, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
