import Compression
import Testing

@Suite("Deflate decoder")
struct DeflateDecoderTests {
  /// "roll\ncall\n" as the raw deflate stream of a gzip file, without header and trailer.
  static let packed = Array(GzipDecoderTests.packed[10..<20])

  private func unpack(_ bytes: [UInt8], feed: Int, size: Int) throws -> [UInt8]? {
    var decoder = DeflateDecoder()
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: feed) where !decoder.isAtEnd {
      decoder.feed(Array(bytes[start..<min(start + feed, bytes.count)]))
      var output = [UInt8](repeating: 0, count: size)
      while case let made = try decoder.unpack(into: &output, from: 0), made > 0 {
        result += output[..<made]
      }
    }
    return decoder.isAtEnd ? result : nil
  }

  @Test(
    "a stream unpacks whatever the sizes of what is fed and asked for", arguments: [1, 2, 7, 99])
  func sizes(size: Int) throws {
    let expected = Array("roll\ncall\n".utf8)
    #expect(try unpack(Self.packed, feed: size, size: 3) == expected)
    #expect(try unpack(Self.packed, feed: 5, size: size) == expected)
  }

  @Test("no cut of a stream reaches its end", arguments: packed.indices)
  func cut(length: Int) throws {
    #expect(try unpack(Array(Self.packed.prefix(length)), feed: 4, size: 8) == nil)
  }

  @Test("output goes behind what is there, and bytes behind the end are left")
  func places() throws {
    var decoder = DeflateDecoder()
    var output = Array("> 0123456789AB".utf8)
    decoder.feed(Self.packed + [1, 2, 3])
    #expect(try decoder.unpack(into: &output, from: 2) == 10)
    #expect(output == Array("> roll\ncall\nAB".utf8))
    let (isAtEnd, unusedCount) = (decoder.isAtEnd, decoder.unusedCount)
    #expect(isAtEnd)
    #expect(unusedCount == 3)
    #expect(try decoder.unpack(into: &output, from: 0) == 0)
  }

  @Test("bytes that are no deflate stream are refused")
  func damaged() {
    let error = #expect(throws: CompressionError.self) { try unpack([7, 7], feed: 2, size: 8) }
    #expect(error?.description == "is damaged; get a whole copy")
  }
}
