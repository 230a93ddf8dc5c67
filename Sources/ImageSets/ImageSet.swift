package import Tables

/// Images of one size, with the class of each where the files tell it.
package struct ImageSet: Sendable {
  /// The values of all images, each row by row from the top left, the channels of a point side by side.
  package typealias Pixels = Coordinates.Values

  /// The most values that a set may have.
  package static let mostValues = 1 << 31

  /// The size of every image.
  package let shape: ImageShape
  /// The number of images, at least 1.
  package let count: Int
  /// The values of all images.
  package let pixels: Pixels
  /// The class of each image; nil where the files do not tell.
  package let labels: Categories?
  /// The files, hashed; one entry for a whole folder.
  package let sources: [Source]
  /// The images' files, relative to their folder; empty where a file holds many images.
  let fileNames: [String]

  /// Puts a set together; any mismatch is a bug of the caller.
  init(
    shape: ImageShape, pixels: Pixels, labels: Categories?, sources: [Source],
    fileNames: [String] = []
  ) {
    let values = pixels.count
    let count = values / shape.valueCount
    precondition(
      count > 0 && values.isMultiple(of: shape.valueCount),
      "\(values) values are not images of \(shape)")
    precondition(
      labels.map { $0.codes.count == count } ?? true, "labels of other images than \(count)")
    self.count = count
    (self.shape, self.pixels, self.labels) = (shape, pixels, labels)
    (self.sources, self.fileNames) = (sources, fileNames)
  }

  /// Gives the images other classes.
  func labelled(_ labels: Categories, from sources: [Source]) -> ImageSet {
    ImageSet(
      shape: shape, pixels: pixels, labels: labels, sources: self.sources + sources,
      fileNames: fileNames)
  }
}
