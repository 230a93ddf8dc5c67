/// The image that each record of a table is, all of one size, beside whatever columns the table has.
package struct RecordImages: Equatable, Sendable {
  /// The size of every image.
  package let shape: ImageShape
  /// The values of all images, from 0 to 1, each row by row from the top left, the channels of a point side by side.
  package let values: Coordinates.Values

  /// Puts images together; values that are no whole number of images are a bug of the caller.
  package init(shape: ImageShape, values: Coordinates.Values) {
    precondition(
      values.count.isMultiple(of: shape.valueCount), "\(values.count) values for images of \(shape)"
    )
    (self.shape, self.values) = (shape, values)
  }

  /// The number of images.
  package var count: Int { values.count / shape.valueCount }

  /// Where distances between the images are taken.
  package var coordinates: Coordinates {
    Coordinates(values, width: shape.valueCount, space: "pixels from 0 to 1, \(shape)")
  }

  /// Keeps some images in the given order.
  ///
  /// - Parameter rows: The images' places; one may be repeated.
  /// - Returns: As many images.
  package func selecting(_ rows: [Int]) -> RecordImages {
    let width = shape.valueCount
    func kept<Value>(_ values: [Value]) -> [Value] {
      var own: [Value] = []
      own.reserveCapacity(rows.count * width)
      for row in rows { own += values[row * width..<(row + 1) * width] }
      return own
    }
    return switch values {
    case .bytes(let bytes): RecordImages(shape: shape, values: .bytes(kept(bytes)))
    case .numbers(let numbers): RecordImages(shape: shape, values: .numbers(kept(numbers)))
    }
  }

  /// Puts more images of the same size after these.
  ///
  /// - Parameter others: The other images.
  /// - Returns: All images; as bytes where all are.
  func appending(_ others: [RecordImages]) -> RecordImages {
    var values = values
    for other in others {
      precondition(other.shape == shape, "images of \(other.shape) after some of \(shape)")
      values = values.appending(other.values)
    }
    return RecordImages(shape: shape, values: values)
  }

  /// Hashes the values of one image.
  func add(_ row: Int, to hash: inout FNV1a) {
    let width = shape.valueCount
    switch values {
    case .bytes(let bytes): for byte in bytes[row * width..<(row + 1) * width] { hash.add(byte) }
    case .numbers(let numbers):
      for number in numbers[row * width..<(row + 1) * width] { hash.add(UInt64(number.bitPattern)) }
    }
  }
}

extension Coordinates.Values {
  /// The number of values.
  package var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .numbers(let numbers): numbers.count
    }
  }

  /// All values as numbers, of which 1 is the greatest.
  package var asNumbers: [Float] {
    switch self {
    case .bytes(let bytes): bytes.map { Float($0) / 255 }
    case .numbers(let numbers): numbers
    }
  }

  /// Puts more values after these; as bytes where all are.
  ///
  /// - Parameter more: The other values.
  /// - Returns: All values.
  package consuming func appending(_ more: Coordinates.Values) -> Coordinates.Values {
    switch (consume self, more) {
    case (.bytes(var bytes), .bytes(let more)):
      bytes += more
      return .bytes(bytes)
    case (.numbers(var numbers), let more):
      numbers += more.asNumbers
      return .numbers(numbers)
    case (.bytes(let bytes), .numbers(let more)):
      return .numbers(Coordinates.Values.bytes(bytes).asNumbers + more)
    }
  }
}
