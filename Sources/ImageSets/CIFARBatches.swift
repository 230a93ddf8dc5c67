import Tables

/// CIFAR-10 in its binary version: records of a class and 3,072 bytes.
package struct CIFAR10: ImageFormat {
  package static let name = "cifar10"
  package static let summary =
    "CIFAR-10's binary batches, packed with gzip or not: a class and 32 x 32 red, green and blue points"

  package static func covers(_ location: ImageLocation) -> Bool {
    batch.covers(location)
  }

  package static func read(_ location: ImageLocation) throws -> ImageSet {
    try batch.read(location)
  }

  private static let batch = CIFARBatch(labelBytes: 1, classCount: 10)
}

/// CIFAR-100 in its binary version: records of a coarse class, a fine class and 3,072 bytes; the fine class counts.
package struct CIFAR100: ImageFormat {
  package static let name = "cifar100"
  package static let summary =
    "CIFAR-100's binary batches, packed with gzip or not: two classes, of which the fine one counts"

  package static func covers(_ location: ImageLocation) -> Bool {
    batch.covers(location)
  }

  package static func read(_ location: ImageLocation) throws -> ImageSet {
    try batch.read(location)
  }

  private static let batch = CIFARBatch(labelBytes: 2, classCount: 100)
}

/// Records of classes and of 32 x 32 points, one colour after the other.
private struct CIFARBatch {
  static let points = 1024
  let labelBytes: Int
  let classCount: Int

  private var recordSize: Int { labelBytes + 3 * Self.points }

  func covers(_ location: ImageLocation) -> Bool {
    guard !location.isFolder, let label = location.start.dropFirst(labelBytes - 1).first else {
      return false
    }
    let name = location.reference.path.lowercased()
    // Of a packed file the size tells nothing.
    if name.hasSuffix(".bin.gz") { return labelBytes == 1 && Int(label) < classCount }
    return name.hasSuffix(".bin") && Int(label) < classCount
      && location.byteCount.isMultiple(of: recordSize)
  }

  func read(_ location: ImageLocation) throws -> ImageSet {
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
      let label = Int(record[labelBytes - 1])
      guard label < classCount else {
        throw ImageSetError(
          location.place,
          "has a class above \(classCount - 1) in record \(codes.count); it is no such batch")
      }
      codes.append(Int32(label))
      append(record, to: &pixels)
    }
    guard !codes.isEmpty else { throw ImageSetError(location.place, "is empty; get a whole copy") }
    return ImageSet(
      shape: ImageShape(height: 32, width: 32, channels: 3), pixels: .bytes(pixels),
      labels: Categories(codes: codes, names: (0..<classCount).map { "\($0)" }),
      sources: [try file.source(recordCount: codes.count)])
  }

  private func append(_ record: [UInt8], to pixels: inout [UInt8]) {
    for point in 0..<Self.points {
      for channel in 0..<3 { pixels.append(record[labelBytes + channel * Self.points + point]) }
    }
  }
}

/// The refusal of a file with more values than a set may have.
func tooMany(_ place: String) -> ImageSetError {
  ImageSetError(
    place, "holds more than \(ImageSet.mostValues) values; give fewer or smaller images")
}
