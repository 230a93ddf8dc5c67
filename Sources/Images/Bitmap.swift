/// A picture in memory: red, green, blue and opacity of each point in 8 bits, not premultiplied.
package struct Bitmap: Equatable, Sendable {
  /// The number of columns.
  package let width: Int
  /// The number of rows.
  package let height: Int
  /// Four bytes a point, row by row from the top left.
  package let pixels: [UInt8]

  /// Joins pixels and their arrangement; any mismatch is a bug of the caller.
  ///
  /// - Parameters:
  ///   - width: The number of columns, at least 1.
  ///   - height: The number of rows, at least 1.
  ///   - pixels: Four bytes a point, row by row from the top left.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width >= 1 && height >= 1, "\(width) x \(height) is no size of a picture")
    precondition(
      pixels.count.isMultiple(of: 4) && pixels.count / 4 / width == height
        && (pixels.count / 4).isMultiple(of: width),
      "\(pixels.count) bytes are not the RGBA pixels of \(width) x \(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
