/// Why a fair synthetic set cannot be made, told in one line.
package struct BilevelError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which input, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
