import Tables

/// IDX files of images, as of MNIST: a header of four numbers, then a byte for each point.
package struct IDXImages: ImageFormat {
  package static let name = "idx"
  package static let summary =
    "IDX files of bytes, as of MNIST, packed with gzip or not: images x rows x columns; classes in a file of their own"

  package static func covers(_ location: ImageLocation) -> Bool {
    IDXHeader.magic(location.start) == 3
  }

  package static func read(_ location: ImageLocation) throws -> ImageSet {
    var file = try ByteReader(path: location.reference.path)
    let header = try IDXHeader(&file, axes: 3, of: location.place)
    let shape = try ImageShape(
      height: header.extents[1], width: header.extents[2], channels: 1, in: location.place)
    let count = header.extents[0]
    guard count <= ImageSet.mostValues / shape.valueCount else { throw tooMany(location.place) }
    let bytes = try header.body(&file, itemSize: shape.valueCount, of: location.place)
    return ImageSet(
      shape: shape, pixels: .bytes(bytes), labels: nil,
      sources: [try file.source(recordCount: count)])
  }
}

/// The head of an IDX file of bytes.
struct IDXHeader {
  /// The lengths of the axes.
  let extents: [Int]

  /// The number of axes of an IDX file of bytes by its first bytes; nil where it is none.
  static func magic(_ start: [UInt8]) -> Int? {
    start.count >= 4 && start[0] == 0 && start[1] == 0 && start[2] == 8 ? Int(start[3]) : nil
  }

  init(_ file: inout ByteReader, axes: Int, of place: String) throws {
    let start = try file.bytes(4)
    guard let found = Self.magic(start) else {
      throw ImageSetError(place, "does not start as an IDX file of bytes; get a whole copy")
    }
    guard found == axes else {
      throw ImageSetError(
        place, "is an IDX file of \(found) axes where \(axes) are wanted; give the other file")
    }
    let rest = try file.bytes(4 * axes)
    guard rest.count == 4 * axes else {
      throw ImageSetError(place, "is cut short within its header; get a whole copy")
    }
    extents = (0..<axes).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(rest[4 * axis + $1]) }
    }
    guard extents[0] > 0 else { throw ImageSetError(place, "has no records; get a whole copy") }
  }

  /// Reads what follows; memory is taken as bytes come, not as the header promises.
  func body(_ file: inout ByteReader, itemSize: Int, of place: String) throws -> [UInt8] {
    let bytes = try file.bytes(extents[0] * itemSize)
    guard bytes.count == extents[0] * itemSize else {
      throw ImageSetError(
        place,
        "is cut short: \(bytes.count / itemSize) records where its header promises \(extents[0]); get a whole copy"
      )
    }
    guard try file.bytes(1).isEmpty else {
      throw ImageSetError(
        place, "goes on after the \(extents[0]) records of its header; get a whole copy")
    }
    return bytes
  }
}
