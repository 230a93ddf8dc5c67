import Compression
import Foundation
import Testing

@Suite("Gzip decoder")
struct GzipDecoderTests {
  /// "roll\ncall\n" packed by Python's gzip with time 0.
  static let packed: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 43, 202, 207, 201, 225, 74, 78, 4, 18, 0, 175, 161, 125, 205,
    10, 0, 0, 0,
  ]

  private func unpack(_ bytes: [UInt8], feed: Int, size: Int) throws(CompressionError) -> [UInt8] {
    var decoder = GzipDecoder()
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: feed) {
      decoder.feed(Array(bytes[start..<min(start + feed, bytes.count)]))
      while true {
        let block = try decoder.unpack(upTo: size)
        guard !block.isEmpty else { break }
        result += block
      }
    }
    try decoder.finish()
    return result
  }

  @Test(
    "members unpack whatever the sizes of what is fed and asked for", arguments: [1, 2, 7, 1000])
  func sizes(size: Int) throws {
    let expected = Array("roll\ncall\n".utf8)
    #expect(try unpack(Self.packed, feed: size, size: 3) == expected)
    #expect(try unpack(Self.packed, feed: 5, size: size) == expected)
    #expect(try unpack(Self.packed + Self.packed, feed: size, size: size) == expected + expected)
  }

  @Test("every cut is refused", arguments: 1..<packed.count)
  func cut(length: Int) {
    #expect(throws: CompressionError.self) {
      try unpack(Array(Self.packed.prefix(length)), feed: 4, size: 8)
    }
  }

  @Test("a wrong checksum and bytes that are no gzip are refused")
  func damaged() {
    var bytes = Self.packed
    bytes[bytes.count - 6] ^= 1
    let message = CompressionError.self
    #expect(throws: message) { try unpack(bytes, feed: 100, size: 100) }
    #expect(throws: message) { try unpack(Array("roll call".utf8), feed: 100, size: 100) }
  }
}
