/// A set of images that cannot be read: in which file, what is wrong and what to do, in one line.
///
/// The message names files, counts and sizes and never a pixel: records are private.
package struct ImageSetError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, on which file and place, and what to do.
  package let description: String

  init(_ place: String, _ message: String) {
    description = "\(place): \(message)"
  }
}
