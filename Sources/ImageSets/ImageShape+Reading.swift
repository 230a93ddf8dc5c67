import Tables

extension ImageShape {
  /// The most values that one image may have.
  static let mostValues = 1 << 22

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
}
