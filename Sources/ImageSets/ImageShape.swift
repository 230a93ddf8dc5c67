/// The size of every image of a set.
package struct ImageShape: Equatable, Sendable, CustomStringConvertible {
  /// The most values that one image may have.
  static let mostValues = 1 << 22

  /// The number of rows of points.
  package let height: Int
  /// The number of points in a row.
  package let width: Int
  /// The values of a point: 1 for grey, 3 for red, green and blue.
  package let channels: Int

  /// Creates a size.
  package init(height: Int, width: Int, channels: Int) {
    precondition(
      height > 0 && width > 0 && channels > 0, "\(height) x \(width) x \(channels) is no image")
    (self.height, self.width, self.channels) = (height, width, channels)
  }

  /// Takes a size from a file.
  ///
  /// - Throws: Whether it is none, or beyond what one image may have.
  init(height: Int, width: Int, channels: Int, in place: String) throws(ImageSetError) {
    guard height > 0, width > 0, channels > 0 else {
      throw ImageSetError(
        place, "says that images are \(height) x \(width) x \(channels); get a whole copy")
    }
    guard
      max(height, width, channels) <= Self.mostValues, height <= Self.mostValues / width,
      height * width <= Self.mostValues / channels
    else {
      throw ImageSetError(
        place,
        "says that images are \(height) x \(width) x \(channels), above the limit of \(Self.mostValues) "
          + "values each; shrink them or get a whole copy")
    }
    self.init(height: height, width: width, channels: channels)
  }

  /// The values of one image.
  package var valueCount: Int { height * width * channels }

  /// The size as `28 x 28 x 1`: height, width, channels.
  package var description: String { "\(height) x \(width) x \(channels)" }
}
