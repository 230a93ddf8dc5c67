import Compression

/// A run of bytes in a file that holds one array, plain or packed.
struct StoredRun: Equatable, Sendable {
  /// The place of the bytes in the file.
  let range: Range<Int>
  /// The count of bytes after unpacking.
  let byteCount: Int
  let isDeflated: Bool
  /// The CRC-32 of the unpacked bytes; nil where the file has none.
  let checksum: UInt32?
}

/// The unpacked bytes of one array in order, through a buffer of fixed size.
struct ByteStream: ~Copyable {
  /// The size of the pieces in which a file is read; a multiple of every number's size.
  static let pieceSize = 1 << 17

  let place: ArrayPlace
  /// The count of bytes that were not read yet.
  private(set) var remainingCount: Int
  private let file: InputFile
  private let run: StoredRun
  private var position: Int
  private var decoder = DeflateDecoder()
  private var checksum = CRC32()

  init(_ run: StoredRun, of file: InputFile, at place: ArrayPlace) {
    self.place = place
    self.file = file
    self.run = run
    position = run.range.lowerBound
    remainingCount = run.byteCount
  }

  /// Reads exactly so many bytes, and checks the whole run once the last of them was read.
  mutating func read(_ count: Int) throws(ArraysError) -> [UInt8] {
    guard count <= remainingCount else { throw place.failure("is cut short; get a whole copy") }
    let bytes = run.isDeflated ? try unpacked(count) : try piece(count)
    remainingCount -= count
    if run.checksum != nil { checksum.update(bytes) }
    if remainingCount == 0 { try finish() }
    return bytes
  }

  private mutating func piece(_ count: Int) throws(ArraysError) -> [UInt8] {
    let bytes = try file.bytes(position..<position + count)
    position += count
    return bytes
  }

  private mutating func unpacked(_ count: Int) throws(ArraysError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      filled += try unpack(into: &output, from: filled)
      guard filled < count else { break }
      guard !decoder.isAtEnd else { throw wrongSize }
      try feed()
    }
    return output
  }

  private mutating func unpack(
    into output: inout [UInt8], from start: Int
  ) throws(ArraysError) -> Int {
    do {
      return try decoder.unpack(into: &output, from: start)
    } catch {
      throw place.failure("\(error)")
    }
  }

  private mutating func feed() throws(ArraysError) {
    let count = min(Self.pieceSize, run.range.upperBound - position)
    guard count > 0 else { throw wrongSize }
    decoder.feed(try piece(count))
  }

  /// Makes sure that the packed bytes end where the unpacked ones do, and that none was changed.
  private mutating func finish() throws(ArraysError) {
    while run.isDeflated && !decoder.isAtEnd {
      var surplus: [UInt8] = [0]
      guard try unpack(into: &surplus, from: 0) == 0 else { throw wrongSize }
      if !decoder.isAtEnd { try feed() }
    }
    guard !run.isDeflated || (decoder.unusedCount == 0 && position == run.range.upperBound) else {
      throw wrongSize
    }
    guard run.checksum.map({ $0 == checksum.value }) ?? true else {
      throw place.failure("does not match its CRC-32; get a whole copy")
    }
  }

  private var wrongSize: ArraysError {
    place.failure("unpacks into another size than the archive says; get a whole copy")
  }
}
