/// A failure to turn a drawing into pixels.
package struct ChartsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which input, and what to do, in one line.
  package let description: String
}
