/// Why a statistic cannot be computed from the values at hand.
package struct StatisticsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which values, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}
