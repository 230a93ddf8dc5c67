/// The rows of an NPY array, in order.
struct NPYRows: ~Copyable {
  /// The largest array in Fortran order that is read, which has to be held whole.
  static let largestFortranArray = 1 << 30

  let header: NPYHeader
  private var stream: ByteStream
  /// All bytes of an array in Fortran order, once the first row was asked for.
  private var columns: [UInt8]?

  init(_ stream: consuming ByteStream) throws(ArraysError) {
    let header = try NPYHeader(from: &stream)
    if header.isFortranOrder {
      try Self.requireSmallMatrix(header.layout.shape, stream.remainingCount, at: stream.place)
    }
    self.header = header
    self.stream = stream
  }

  private static func requireSmallMatrix(
    _ shape: [Int], _ byteCount: Int, at place: ArrayPlace
  ) throws(ArraysError) {
    guard shape.count <= 2 else {
      throw place.failure(
        "is in Fortran order with \(shape.count) axes; save it with np.ascontiguousarray")
    }
    guard shape.count == 1 || byteCount <= largestFortranArray else {
      throw place.failure(
        "is in Fortran order with \(byteCount) bytes, above the limit of \(largestFortranArray); "
          + "save it with np.ascontiguousarray")
    }
  }

  /// Reads the next rows, of which there must be as many.
  mutating func rows<Number: ArrayNumber>(
    _ rows: Range<Int>, as _: Number.Type
  ) throws(ArraysError) -> Block<Number> {
    let count = rows.count * header.layout.rowLength
    var block = Block<Number>(numbers: [Number](repeating: .zero, count: count))
    guard header.isFortranOrder && header.layout.shape.count > 1 else {
      try fill(&block)
      return block
    }
    gather(rows, of: try wholeArray(), into: &block)
    return block
  }

  private mutating func fill<Number: ArrayNumber>(_ block: inout Block<Number>) throws(ArraysError)
  {
    let format = header.format
    let pieceLength = ByteStream.pieceSize / format.type.byteCount
    for start in stride(from: 0, to: block.numbers.count, by: pieceLength) {
      let count = min(pieceLength, block.numbers.count - start)
      let bytes = try stream.read(count * format.type.byteCount)
      block.misfit = format.decode(bytes, to: &block.numbers, from: start)
      guard block.misfit == nil else { return }
    }
  }

  private mutating func wholeArray() throws(ArraysError) -> [UInt8] {
    if let columns { return columns }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(stream.remainingCount)
    while stream.remainingCount > 0 {
      bytes += try stream.read(min(ByteStream.pieceSize, stream.remainingCount))
    }
    columns = bytes
    return bytes
  }

  private func gather<Number: ArrayNumber>(
    _ rows: Range<Int>, of bytes: [UInt8], into block: inout Block<Number>
  ) {
    let (width, rowCount) = (header.format.type.byteCount, header.layout.rowCount)
    let columnCount = header.layout.rowLength
    var column = [Number](repeating: .zero, count: rows.count)
    for index in 0..<columnCount {
      let start = (index * rowCount + rows.lowerBound) * width
      let stored = Array(bytes[start..<start + rows.count * width])
      let misfit = header.format.decode(stored, to: &column, from: 0)
      guard misfit == nil else {
        block.misfit = misfit.map { $0 * columnCount + index }
        return
      }
      for row in column.indices { block.numbers[row * columnCount + index] = column[row] }
    }
  }
}
