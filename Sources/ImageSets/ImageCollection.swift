package import Tables

/// Several sets of images of one size as one, with the number of images of each.
package struct ImageCollection: Sendable {
  /// The size of every image.
  package let shape: ImageShape
  /// The values of all images, one set after the other.
  package private(set) var pixels: ImageSet.Pixels
  /// The number of images of each set.
  package private(set) var counts: [Int] = []
  /// The files of all sets.
  package private(set) var sources: [Source] = []
  /// The classes of each set.
  private var labels: [Categories?] = []

  /// The images as a table holds them.
  package var images: RecordImages { RecordImages(shape: shape, values: pixels) }

  /// Starts with the size of a set.
  ///
  /// - Parameter first: The first set, which is not added yet.
  package init(like first: ImageSet) {
    shape = first.shape
    pixels = .bytes([])
  }

  /// Adds a set.
  ///
  /// - Parameters:
  ///   - set: The images.
  ///   - place: What messages call them.
  /// - Throws: `ImageSetError` where they are of another size, or too many altogether.
  package mutating func append(_ set: consuming ImageSet, at place: String) throws(ImageSetError) {
    guard set.shape == shape else {
      throw ImageSetError(
        place,
        "has images of \(set.shape) where the first file's are of \(shape) (height x width x channels); "
          + "bring images of one size")
    }
    let count = counts.reduce(0, +) + set.count
    guard count <= ImageSet.mostValues / shape.valueCount else { throw tooMany(place) }
    counts.append(set.count)
    sources += set.sources
    labels.append(set.labels)
    // Taken out, so that the values grow in place.
    let own = pixels
    pixels = .bytes([])
    pixels = own.appending(set.pixels)
  }

  /// The classes of all images; nil where a set has none.
  package var classes: Categories? {
    let given = labels.compactMap(\.self)
    guard given.count == labels.count else { return nil }
    var (codes, names): ([Int32], [String]) = ([], [])
    for set in given {
      codes += set.codes.map { $0 + Int32(names.count) }
      names += set.names
    }
    let used = Set(codes)
    let merged = Set(used.map { names[Int($0)] })
    let areNumbers = merged.allSatisfy { Int($0) != nil }
    guard areNumbers else { return Categories(codes: codes, unsorted: names) }
    let sorted = merged.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
    let places = Dictionary(
      uniqueKeysWithValues: sorted.enumerated().map { ($0.element, Int32($0.offset)) })
    return Categories(codes: codes.compactMap { places[names[Int($0)]] }, names: sorted)
  }

  /// Whether some sets have classes and others have none, so that none count.
  package var lacksSomeClasses: Bool {
    labels.contains { $0 != nil } && labels.contains { $0 == nil }
  }
}
