/// The size of every image of a table or a set.
package struct ImageShape: Equatable, Sendable, CustomStringConvertible {
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

  /// The values of one image.
  package var valueCount: Int { height * width * channels }

  /// The size as `28 x 28 x 1`: height, width, channels.
  package var description: String { "\(height) x \(width) x \(channels)" }
}
