/// Why neighbours cannot be found among the records at hand.
package struct NeighborsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which records or column, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
