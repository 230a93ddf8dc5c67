import Compression
import Testing

struct CRC32Tests {
  @Test("the checksum is the published one, in one piece or several")
  func published() {
    // The check value of CRC-32/ISO-HDLC.
    var whole = CRC32()
    whole.update(Array("123456789".utf8))
    #expect(whole.value == 0xCBF4_3926)
    var pieces = CRC32()
    for piece in ["1234", "", "56789"] { pieces.update(Array(piece.utf8)) }
    #expect(pieces == whole)
    #expect(CRC32().value == 0)
  }
}
