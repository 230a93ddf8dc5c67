/// One entry of a zip archive's central directory.
struct ZipMember: Equatable, Sendable {
  enum Method: Int, Sendable {
    case stored = 0
    case deflated = 8
  }

  /// The bytes of the name; a name is never used as a path.
  let nameBytes: [UInt8]
  let name: String
  let flags: Int
  let method: Int
  let checksum: UInt32
  let packedSize: Int
  let byteCount: Int
  /// The place of the local header in the file.
  let headerStart: Int

  /// The size of a local header before its name.
  static let localHeaderSize = 30
  /// The bits that mark an encrypted member or an encrypted directory.
  static let encryptionFlags = 1 | 1 << 6 | 1 << 13

  /// The least that the member takes in the file: header, name and packed bytes.
  var leastSize: Int? {
    let (size, overflow) = packedSize.addingReportingOverflow(
      Self.localHeaderSize + nameBytes.count)
    return overflow ? nil : size
  }

  /// The array's name in an npz file; nil where the member is no array.
  var arrayName: String? { name.hasSuffix(".npy") ? String(name.dropLast(4)) : nil }

  /// Refuses what is not read and sizes that cannot be, before any byte is unpacked.
  func requireReadable(at place: ArrayPlace) throws(ArraysError) -> Method {
    guard flags & Self.encryptionFlags == 0 else {
      throw place.failure("is encrypted; save it without a password")
    }
    guard let method = Method(rawValue: method) else {
      throw place.failure("is packed with zip method \(method); save it with np.savez_compressed")
    }
    switch method {
    case .stored:
      guard packedSize == byteCount else {
        throw place.failure("is stored in \(packedSize) bytes, but is to have \(byteCount)")
      }
    case .deflated:
      let (most, overflow) = packedSize.multipliedReportingOverflow(by: largestRatio)
      guard overflow || byteCount - 64 <= most else {
        throw place.failure(
          "is to unpack from \(packedSize) into \(byteCount) bytes, which deflate cannot; "
            + "get a whole copy")
      }
    }
    return method
  }

  /// Finds the packed bytes behind the local header, which has to agree with the directory.
  ///
  /// The place `end` in the file is one that the member cannot reach beyond.
  func run(endingBy end: Int, in file: InputFile, at place: ArrayPlace) throws(ArraysError)
    -> StoredRun
  {
    let method = try requireReadable(at: place)
    let nameStart = headerStart + Self.localHeaderSize
    let header = try file.bytes(headerStart..<nameStart)
    guard header.uint32(at: 0) == 0x0403_4B50 else {
      throw place.failure("has no local header where the directory says; get a whole copy")
    }
    let nameEnd = nameStart + header.uint16(at: 26)
    guard nameEnd <= end else { throw overlapping(place) }
    let localName = try file.bytes(nameStart..<nameEnd)
    guard header.uint16(at: 8) == self.method, localName == nameBytes,
      header.uint16(at: 6) & Self.encryptionFlags == 0
    else {
      throw place.failure("has a local header that contradicts the directory; get a whole copy")
    }
    let start = nameEnd + header.uint16(at: 28)
    guard start <= end, packedSize <= end - start else { throw overlapping(place) }
    return StoredRun(
      range: start..<start + packedSize, byteCount: byteCount, isDeflated: method == .deflated,
      checksum: checksum)
  }

  private func overlapping(_ place: ArrayPlace) -> ArraysError {
    place.failure("overlaps what follows it in the archive; get a whole copy")
  }
}
