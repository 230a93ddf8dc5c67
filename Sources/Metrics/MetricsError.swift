/// Why a comparison or a risk cannot be computed from the scores at hand.
package struct MetricsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which records, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
