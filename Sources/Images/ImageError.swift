/// One failure of encoding or decoding an image, told in one line.
package struct ImageError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, and what to do when that is known.
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
