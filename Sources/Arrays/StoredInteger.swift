/// An unsigned integer that is put together from stored bytes.
protocol StoredInteger: FixedWidthInteger, UnsignedInteger {
  /// Takes bytes from a place on, the lowest first; the caller sees to it that they are there.
  static func littleEndian(_ bytes: Span<UInt8>, at start: Int) -> Self
}

// Written out, since the compiler turns this form into one load and vectorises loops over it.

extension UInt8: StoredInteger {
  @inline(__always)
  static func littleEndian(_ bytes: Span<UInt8>, at start: Int) -> UInt8 { bytes[start] }
}

extension UInt16: StoredInteger {
  @inline(__always)
  static func littleEndian(_ bytes: Span<UInt8>, at start: Int) -> UInt16 {
    UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8
  }
}

extension UInt32: StoredInteger {
  @inline(__always)
  static func littleEndian(_ bytes: Span<UInt8>, at start: Int) -> UInt32 {
    UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
      | UInt32(bytes[start + 3]) << 24
  }
}

extension UInt64: StoredInteger {
  @inline(__always)
  static func littleEndian(_ bytes: Span<UInt8>, at start: Int) -> UInt64 {
    let low =
      UInt64(bytes[start]) | UInt64(bytes[start + 1]) << 8 | UInt64(bytes[start + 2]) << 16
      | UInt64(bytes[start + 3]) << 24
    let high =
      UInt64(bytes[start + 4]) | UInt64(bytes[start + 5]) << 8 | UInt64(bytes[start + 6]) << 16
      | UInt64(bytes[start + 7]) << 24
    return low | high << 32
  }
}

extension [UInt8] {
  /// The integer of two bytes at a place, the low byte first.
  func uint16(at start: Int) -> Int { Int(UInt16.littleEndian(span, at: start)) }

  /// The integer of four bytes at a place, the low byte first.
  func uint32(at start: Int) -> Int { Int(UInt32.littleEndian(span, at: start)) }

  /// The integer of eight bytes at a place, the low byte first; nil beyond `Int`.
  func uint64(at start: Int) -> Int? { Int(exactly: UInt64.littleEndian(span, at: start)) }
}
