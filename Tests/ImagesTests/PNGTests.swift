import Images
import Testing

/// A 2 x 2 RGB picture without compression, from Python's struct and zlib.
///
/// ```
/// def chunk(t, d): return pack(">I", len(d)) + t + d + pack(">I", crc32(t + d))
/// rows = bytes([0, 255,0,0, 0,255,0,  0, 0,0,255, 10,20,30])
/// b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
///   + chunk(b"IDAT", compress(rows, 0)) + chunk(b"IEND", b"")
/// ```
private let tiny: [UInt8] = [
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
  0x44, 0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x02, 0x00, 0x00,
  0x00, 0xfd, 0xd4, 0x9a, 0x73, 0x00, 0x00, 0x00, 0x19, 0x49, 0x44, 0x41, 0x54, 0x78,
  0x01, 0x01, 0x0e, 0x00, 0xf1, 0xff, 0x00, 0xff, 0x00, 0x00, 0x00, 0xff, 0x00, 0x00,
  0x00, 0x00, 0xff, 0x0a, 0x14, 0x1e, 0x1a, 0x58, 0x03, 0x3a, 0xcd, 0x98, 0xdb, 0x4b,
  0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
]

/// The header chunk of the same picture, made the same way, that claims 65535 x 65535 pixels.
private let vastHeader: [UInt8] = [
  0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0xff, 0xff, 0x00, 0x00,
  0xff, 0xff, 0x08, 0x02, 0x00, 0x00, 0x00, 0x39, 0x67, 0x4e, 0x07,
]

struct PNGTests {
  @Test("a PNG made by hand decodes to its pixels")
  func known() throws {
    let expected: [UInt8] = [
      255, 0, 0, 255, 0, 255, 0, 255,
      0, 0, 255, 255, 10, 20, 30, 255,
    ]
    #expect(try decodePNG(tiny) == Bitmap(width: 2, height: 2, pixels: expected))
  }

  @Test("every pixel comes back, transparent ones too", arguments: [(1, 1), (3, 5), (300, 17)])
  func roundTrip(_ width: Int, _ height: Int) throws {
    let bitmap = pattern(width, height)
    #expect(try decodePNG(encodePNG(bitmap)) == bitmap)
  }

  @Test("the same bitmap gives the same bytes")
  func deterministic() throws {
    #expect(try encodePNG(pattern(64, 48)) == encodePNG(pattern(64, 48)))
  }

  @Test("an encoded bitmap has PNG's signature and ends with its last chunk")
  func framing() throws {
    let bytes = try encodePNG(pattern(4, 4))
    #expect(bytes.prefix(8) == tiny.prefix(8))
    #expect(bytes.suffix(12) == tiny.suffix(12))
  }

  @Test("a picture of as many pixels as the limit is decoded, one of more is refused")
  func limit() throws {
    #expect(try decodePNG(tiny, pixelLimit: 4).width == 2)
    let message = line { _ = try decodePNG(tiny, pixelLimit: 3) }
    #expect(message == "PNG: 2 x 2 pixels, above the limit of 3")
  }

  @Test("a header that claims a vast picture is refused before the memory is taken")
  func vast() {
    let bytes = tiny.prefix(8) + vastHeader + tiny.dropFirst(33)
    let message = line { _ = try decodePNG(Array(bytes)) }
    #expect(message == "PNG: 65535 x 65535 pixels, above the limit of 100000000")
  }

  @Test("a PNG cut short anywhere before its last chunk is told in one line", arguments: 0..<70)
  func truncated(_ length: Int) {
    let message = line { _ = try decodePNG(Array(tiny.prefix(length))) }
    #expect(message.hasPrefix("PNG: cannot be decoded ("))
    #expect(!message.contains("\n"))
  }

  @Test("bytes that are no PNG, or a damaged one, are told in one line")
  func notPNG() {
    var damaged = tiny
    damaged[66] ^= 1
    let foreign = line { _ = try decodePNG(Array("GIF89a, not a PNG".utf8)) }
    #expect(foreign == "PNG: cannot be decoded (Not a PNG file)")
    let damage = line { _ = try decodePNG(damaged) }
    #expect(damage == "PNG: cannot be decoded (IDAT: CRC error)")
  }

  @Test("a picture wider than libpng's limit is refused by the encoder")
  func tooWide() {
    let bitmap = Bitmap(
      width: 1_000_001, height: 1, pixels: [UInt8](repeating: 0, count: 4_000_004))
    let message = line { _ = try encodePNG(bitmap) }
    #expect(message == "PNG: 1000001 x 1 pixels, above libpng's limit of 1000000 a side")
  }

  private func pattern(_ width: Int, _ height: Int) -> Bitmap {
    let pixels = (0..<4 * width * height).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 256) }
    return Bitmap(width: width, height: height, pixels: pixels)
  }

  private func line(of work: () throws -> Void) -> String {
    do {
      try work()
      return "no error"
    } catch {
      return "\(error)"
    }
  }
}
