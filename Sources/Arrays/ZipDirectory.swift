import Compression

/// The central directory of a zip archive, which alone says what the archive holds.
struct ZipDirectory: Equatable, Sendable {
  /// The most entries of an archive.
  static let mostMembers = 100_000
  /// The most bytes of a central directory, which is read at once.
  static let largestSize = 1 << 25

  let members: [ZipMember]
  /// The place of the directory, before which all members end.
  let start: Int

  /// Reads and checks the directory of an archive.
  init(of file: InputFile) throws(ArraysError) {
    let end = try ZipEnd(of: file)
    guard end.memberCount <= Self.mostMembers else {
      throw file.place.failure(
        "has \(end.memberCount) members, above the limit of \(Self.mostMembers); split it")
    }
    guard end.directory.count <= Self.largestSize else {
      throw file.place.failure(
        "has a directory of \(end.directory.count) bytes, above the limit of "
          + "\(Self.largestSize); split it")
    }
    var scanner = ZipEntryScanner(try file.bytes(end.directory), at: file.place)
    var members: [ZipMember] = []
    for _ in 0..<end.memberCount { members.append(try scanner.next()) }
    guard scanner.isAtEnd else {
      throw file.place.failure("has a damaged central directory; get a whole copy")
    }
    self.members = members
    start = end.directory.lowerBound
    try requireDistinctNames(file.place)
    try requireSeparatePlaces(file.place)
  }

  /// Where what follows a member in the file begins.
  func end(of member: ZipMember) -> Int {
    members.lazy.map(\.headerStart).filter { $0 > member.headerStart }.min() ?? start
  }

  private func requireDistinctNames(_ place: ArrayPlace) throws(ArraysError) {
    var seen: Set<[UInt8]> = []
    for member in members where !seen.insert(member.nameBytes).inserted {
      throw place.failure(
        "has two members named '\(printable(member.name))'; save each array under a name of its own"
      )
    }
  }

  private func requireSeparatePlaces(_ place: ArrayPlace) throws(ArraysError) {
    let ordered = members.sorted { $0.headerStart < $1.headerStart }
    let ends = ordered.dropFirst().map(\.headerStart) + [start]
    for (member, end) in zip(ordered, ends) {
      guard let size = member.leastSize, member.headerStart <= end,
        size <= end - member.headerStart
      else {
        throw place.of(member.name).failure(
          "overlaps what follows it in the archive; get a whole copy")
      }
    }
  }
}

/// Reads the entries of a central directory, one after the other.
struct ZipEntryScanner {
  private let bytes: [UInt8]
  private let place: ArrayPlace
  private var position = 0

  init(_ bytes: [UInt8], at place: ArrayPlace) {
    self.bytes = bytes
    self.place = place
  }

  var isAtEnd: Bool { position == bytes.count }

  private var damaged: ArraysError {
    place.failure("has a damaged central directory; get a whole copy")
  }

  mutating func next() throws(ArraysError) -> ZipMember {
    guard bytes.count - position >= 46, bytes.uint32(at: position) == 0x0201_4B50 else {
      throw damaged
    }
    let entry = position
    let nameEnd = entry + 46 + bytes.uint16(at: entry + 28)
    let extraEnd = nameEnd + bytes.uint16(at: entry + 30)
    position = extraEnd + bytes.uint16(at: entry + 32)
    guard position <= bytes.count else { throw damaged }
    let nameBytes = Array(bytes[entry + 46..<nameEnd])
    guard let name = String(validating: nameBytes, as: UTF8.self), !name.isEmpty else {
      throw place.failure("has a member whose name is not UTF-8; save it with np.savez")
    }
    var wide = WideSizes(try wideField(nameEnd..<extraEnd))
    let byteCount = wide.value(bytes.uint32(at: entry + 24))
    let packedSize = wide.value(bytes.uint32(at: entry + 20))
    let headerStart = wide.value(bytes.uint32(at: entry + 42))
    guard let byteCount, let packedSize, let headerStart else { throw damaged }
    guard bytes.uint16(at: entry + 34) == 0 else { throw multiDisk(place) }
    return ZipMember(
      nameBytes: nameBytes, name: name, flags: bytes.uint16(at: entry + 8),
      method: bytes.uint16(at: entry + 10),
      checksum: UInt32(truncatingIfNeeded: bytes.uint32(at: entry + 16)),
      packedSize: packedSize, byteCount: byteCount, headerStart: headerStart)
  }

  /// The content of the extra field with the sizes of ZIP64; empty where there is none.
  private func wideField(_ extra: Range<Int>) throws(ArraysError) -> [UInt8] {
    var start = extra.lowerBound
    while start < extra.upperBound {
      guard extra.upperBound - start >= 4 else { throw damaged }
      let end = start + 4 + bytes.uint16(at: start + 2)
      guard end <= extra.upperBound else { throw damaged }
      if bytes.uint16(at: start) == 1 { return Array(bytes[start + 4..<end]) }
      start = end
    }
    return []
  }
}

/// The sizes of a ZIP64 extra field: those that do not fit in 32 bits, in a fixed order.
private struct WideSizes {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// A size, taken from the extra field where 32 bits say so; nil where it is missing or absurd.
  mutating func value(_ narrow: Int) -> Int? {
    guard narrow == 0xFFFF_FFFF else { return narrow }
    guard bytes.count - position >= 8 else { return nil }
    defer { position += 8 }
    return bytes.uint64(at: position)
  }
}

func multiDisk(_ place: ArrayPlace) -> ArraysError {
  place.failure("is one of several volumes of an archive; save it as one file")
}

/// The most that deflate can unpack from one byte.
let largestRatio = DeflateDecoder.largestRatio
