/// The record at the end of a zip archive, which leads to the central directory.
struct ZipEnd: Equatable, Sendable {
  private static let size = 22
  private static let wideSize = 56
  private static let locatorSize = 20
  private static let longestComment = 65_535

  let memberCount: Int
  let directory: Range<Int>

  /// Finds the record, from the file's end backwards, and the ZIP64 record before it.
  init(of file: InputFile) throws(ArraysError) {
    let tailStart = max(0, file.byteCount - Self.size - Self.longestComment)
    let tail = try file.bytes(tailStart..<file.byteCount)
    let found = stride(from: tail.count - Self.size, through: 0, by: -1).first { start in
      tail.uint32(at: start) == 0x0605_4B50
        && start + Self.size + tail.uint16(at: start + 20) == tail.count
    }
    guard let found else {
      throw file.place.failure("is a zip archive without its end; get a whole copy")
    }
    let record = Array(tail[found..<found + Self.size])
    guard record.uint16(at: 4) == 0, record.uint16(at: 6) == 0,
      record.uint16(at: 8) == record.uint16(at: 10)
    else { throw multiDisk(file.place) }
    let narrow = Fields(
      count: record.uint16(at: 10), size: record.uint32(at: 12), start: record.uint32(at: 16))
    let wide = try Self.wideRecord(before: tailStart + found, in: file)
    guard let wide else {
      self = try Self(narrow, endingAt: tailStart + found, file.place)
      return
    }
    guard narrow.agrees(with: wide.fields) else { throw Self.damaged(file.place) }
    self = try Self(wide.fields, endingAt: wide.start, file.place)
  }

  private init(_ fields: Fields, endingAt end: Int, _ place: ArrayPlace) throws(ArraysError) {
    guard fields.start <= end, fields.size == end - fields.start else {
      throw place.failure("has no central directory where its end says; get a whole copy")
    }
    // No entry is shorter than 46 bytes, so that the count is held to the file's size as well.
    guard fields.count <= fields.size / 46 else { throw Self.damaged(place) }
    memberCount = fields.count
    directory = fields.start..<end
  }

  private static func damaged(_ place: ArrayPlace) -> ArraysError {
    place.failure("has a damaged end record; get a whole copy")
  }

  /// Reads the ZIP64 record if its locator stands before the end record.
  private static func wideRecord(
    before end: Int, in file: InputFile
  ) throws(ArraysError) -> (fields: Fields, start: Int)? {
    let locatorStart = end - locatorSize
    guard locatorStart >= 0 else { return nil }
    let locator = try file.bytes(locatorStart..<end)
    guard locator.uint32(at: 0) == 0x0706_4B50 else { return nil }
    guard locator.uint32(at: 4) == 0, locator.uint32(at: 16) <= 1 else {
      throw multiDisk(file.place)
    }
    guard let start = locator.uint64(at: 8), start <= locatorStart - wideSize else {
      throw damaged(file.place)
    }
    let record = try file.bytes(start..<start + wideSize)
    guard record.uint32(at: 0) == 0x0606_4B50, record.uint64(at: 4) == locatorStart - start - 12,
      let diskCount = record.uint64(at: 24), let count = record.uint64(at: 32),
      let size = record.uint64(at: 40), let directoryStart = record.uint64(at: 48)
    else { throw damaged(file.place) }
    guard record.uint32(at: 16) == 0, record.uint32(at: 20) == 0, diskCount == count else {
      throw multiDisk(file.place)
    }
    return (Fields(count: count, size: size, start: directoryStart), start)
  }

  /// The count of members and the place of the directory, as either record gives them.
  private struct Fields {
    let count: Int
    let size: Int
    let start: Int

    /// Tells whether these fields are those of the ZIP64 record, or leave them to it.
    func agrees(with wide: Fields) -> Bool {
      (count == wide.count || count == 0xFFFF) && (size == wide.size || size == 0xFFFF_FFFF)
        && (start == wide.start || start == 0xFFFF_FFFF)
    }
  }
}
