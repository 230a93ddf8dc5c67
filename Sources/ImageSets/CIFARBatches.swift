import Tables

/// What tells one set of CIFAR's binary batches from the other.
package protocol CIFARClasses {
  /// The name of the format.
  static var name: String { get }
  /// What a record begins with, for its summary.
  static var summary: String { get }
  /// The bytes of classes in a record, of which the last one counts.
  static var labelBytes: Int { get }
  /// The number of classes.
  static var classCount: Int { get }
}

/// CIFAR-10: records of a class and 3,072 bytes.
package enum CIFAR10: CIFARClasses {
  package static let name = "cifar10"
  package static let summary =
    "CIFAR-10's binary batches, packed with gzip or not: a class and 32 x 32 red, green and blue points"
  package static let labelBytes = 1
  package static let classCount = 10
}

/// CIFAR-100: records of a coarse class, a fine class and 3,072 bytes; the fine class counts.
package enum CIFAR100: CIFARClasses {
  package static let name = "cifar100"
  package static let summary =
    "CIFAR-100's binary batches, packed with gzip or not: two classes, of which the fine one counts"
  package static let labelBytes = 2
  package static let classCount = 100
}

/// CIFAR in its binary version: records of classes and of 32 x 32 points, one colour after the other.
package struct CIFARBatches<Classes: CIFARClasses>: ImageFormat {
  package static var name: String { Classes.name }
  package static var summary: String { Classes.summary }

  private static var points: Int { 1024 }
  private static var recordSize: Int { Classes.labelBytes + 3 * points }

  package static func covers(_ location: ImageLocation) -> Bool {
    guard !location.isFolder, let label = location.start.dropFirst(Classes.labelBytes - 1).first
    else {
      return false
    }
    let name = location.reference.path.lowercased()
    // Of a packed file the size tells nothing.
    if name.hasSuffix(".bin.gz") {
      return Classes.labelBytes == 1 && Int(label) < Classes.classCount
    }
    return name.hasSuffix(".bin") && Int(label) < Classes.classCount
      && location.byteCount.isMultiple(of: recordSize)
  }

  package static func read(_ location: ImageLocation) throws -> ImageSet {
    var file = try ByteReader(path: location.reference.path)
    var (pixels, codes): ([UInt8], [Int32]) = ([], [])
    while case let record = try file.bytes(recordSize), !record.isEmpty {
      guard record.count == recordSize else {
        throw ImageSetError(
          location.place,
          "is cut short: \(record.count) bytes after \(codes.count) records of \(recordSize); get a whole copy"
        )
      }
      guard pixels.count < ImageSet.mostValues else { throw tooMany(location.place) }
      let label = Int(record[Classes.labelBytes - 1])
      guard label < Classes.classCount else {
        throw ImageSetError(
          location.place,
          "has a class above \(Classes.classCount - 1) in record \(codes.count); it is no such batch"
        )
      }
      codes.append(Int32(label))
      append(record, to: &pixels)
    }
    guard !codes.isEmpty else { throw ImageSetError(location.place, "is empty; get a whole copy") }
    return ImageSet(
      shape: ImageShape(height: 32, width: 32, channels: 3), pixels: .bytes(pixels),
      labels: Categories(codes: codes, names: (0..<Classes.classCount).map { "\($0)" }),
      sources: [try file.source(recordCount: codes.count)])
  }

  private static func append(_ record: [UInt8], to pixels: inout [UInt8]) {
    for point in 0..<points {
      for channel in 0..<3 { pixels.append(record[Classes.labelBytes + channel * points + point]) }
    }
  }
}

/// The refusal of a file with more values than a set may have.
func tooMany(_ place: String) -> ImageSetError {
  ImageSetError(
    place, "holds more than \(ImageSet.mostValues) values; give fewer or smaller images")
}
