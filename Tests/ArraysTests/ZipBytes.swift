import Compression

/// Builds zip archives byte by byte, right ones and wrong ones.
struct ZipBytes {
  struct Member {
    var name = "a.npy"
    var data = NPYBytes().bytes
    /// 0 stored, 8 deflated, in deflate's own stored blocks unless `packed` says otherwise.
    var method = 0
    var packed: [UInt8]?
    var flags = 0
    var checksum: UInt32?
    var byteCount: Int?
    var localName: String?
    var localMethod: Int?
    var headerStart: Int?
    var disk = 0
    var isWide = false
    /// Follows the packed bytes, as a data descriptor does.
    var trailer: [UInt8] = []

    var packedBytes: [UInt8] { packed ?? (method == 8 ? deflated(data) : data) }

    var local: [UInt8] {
      let name = Array((localName ?? name).utf8)
      return littleEndian(0x0403_4B50, 4) + littleEndian(20, 2) + littleEndian(flags, 2)
        + littleEndian(localMethod ?? method, 2) + littleEndian(0, 16)
        + littleEndian(name.count, 2) + littleEndian(4, 2) + name + [0x63, 0x61, 0, 0]
        + packedBytes + trailer
    }

    func entry(at start: Int) -> [UInt8] {
      let sizes = [byteCount ?? data.count, packedBytes.count, headerStart ?? start]
      let wide =
        isWide
        ? littleEndian(1, 2) + littleEndian(24, 2) + sizes.flatMap { littleEndian($0, 8) } : []
      let narrow = isWide ? [-1, -1, -1] : sizes
      var crc = CRC32()
      crc.update(data)
      return littleEndian(0x0201_4B50, 4) + littleEndian(20, 2) + littleEndian(20, 2)
        + littleEndian(flags, 2) + littleEndian(method, 2) + littleEndian(0, 4)
        + littleEndian(Int(checksum ?? crc.value), 4) + littleEndian(narrow[1], 4)
        + littleEndian(narrow[0], 4) + littleEndian(name.utf8.count, 2)
        + littleEndian(wide.count, 2) + littleEndian(0, 2) + littleEndian(disk, 2)
        + littleEndian(0, 6) + littleEndian(narrow[2], 4) + Array(name.utf8) + wide
    }
  }

  var members = [Member()]
  var isWide = false
  var comment: [UInt8] = []
  var count: Int?
  var disk = 0
  var directorySize: Int?

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      directory += member.entry(at: bytes.count)
      bytes += member.local
    }
    let start = bytes.count
    bytes += directory
    let (count, size) = (count ?? members.count, directorySize ?? directory.count)
    if isWide {
      let recordStart = bytes.count
      bytes +=
        littleEndian(0x0606_4B50, 4) + littleEndian(44, 8) + littleEndian(45, 2)
        + littleEndian(45, 2) + littleEndian(0, 8)
      bytes += [count, count, size, start].flatMap { littleEndian($0, 8) }
      bytes += littleEndian(0x0706_4B50, 4) + littleEndian(0, 4)
      bytes += littleEndian(recordStart, 8) + littleEndian(1, 4)
    }
    bytes += littleEndian(0x0605_4B50, 4) + littleEndian(disk, 2) + littleEndian(0, 2)
    bytes += [count, count].flatMap { littleEndian(isWide ? -1 : $0, 2) }
    bytes += [size, start].flatMap { littleEndian(isWide ? -1 : $0, 4) }
    return bytes + littleEndian(comment.count, 2) + comment
  }
}

/// A deflate stream of blocks that are stored as they are, each of at most 50 bytes.
func deflated(_ bytes: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  for start in stride(from: 0, to: max(1, bytes.count), by: 50) {
    let end = min(bytes.count, start + 50)
    result.append(end == bytes.count ? 1 : 0)
    result += littleEndian(end - start, 2) + littleEndian(~(end - start), 2) + bytes[start..<end]
  }
  return result
}
