/// Reads a finite decimal number such as `-12.5` or `3e-4`, exactly as `Double` reads the same
/// text.
///
/// Hexadecimal numbers, `nan`, `inf`, thousands separators and surrounding spaces are refused, and
/// so is a number too large for a `Double`.
///
/// - Returns: The nearest `Double`, ties to even, or nil where the text is no such number.
package func decimalNumber(_ text: Span<UInt8>) -> Double? {
  var scan = DecimalScan(text)
  guard scan.readSignificand(text) else { return nil }
  if scan.position == text.count, scan.digits <= DecimalScan.exactDigits {
    let magnitude = quotient(scan.significand, scale: scan.scale)
    return scan.isNegative ? -magnitude : magnitude
  }
  guard scan.readExponent(text) else { return nil }
  var bytes: [UInt8] = []
  for position in text.indices { bytes.append(text[position]) }
  guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
    return nil
  }
  return value
}

/// The place in a number's text and what was read up to it.
private struct DecimalScan {
  /// So many digits fit a `UInt64`; with more, `significand` means nothing.
  static let exactDigits = 19

  var position = 0
  let isNegative: Bool
  var significand: UInt64 = 0
  var digits = 0
  /// The number of digits after the point.
  var scale = 0

  init(_ text: Span<UInt8>) {
    isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
    if !text.isEmpty, isNegative || text[0] == UInt8(ascii: "+") { position = 1 }
  }

  /// Reads digits with at most one point among them; false where there is no digit.
  mutating func readSignificand(_ text: Span<UInt8>) -> Bool {
    readDigits(text)
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      let whole = digits
      readDigits(text)
      scale = digits - whole
    }
    return digits > 0
  }

  /// Reads an exponent, if there is one; false where anything else is left.
  mutating func readExponent(_ text: Span<UInt8>) -> Bool {
    guard position < text.count else { return true }
    guard text[position] | 0x20 == UInt8(ascii: "e") else { return false }
    position += 1
    if position < text.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(text[position]) {
      position += 1
    }
    let first = position
    readDigits(text)
    return position > first && position == text.count
  }

  private mutating func readDigits(_ text: Span<UInt8>) {
    let first = position
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      significand = significand &* 10 &+ UInt64(digit)
      position += 1
    }
    digits += position - first
  }
}

/// Divides by a power of ten, rounded once.
///
/// With a significand of at most 2^53 both operands are exact, so that one division of doubles
/// rounds correctly. Above, the quotient is taken in integers with at least 63 bits, its last bit
/// also saying whether there is a remainder, and the conversion to `Double` rounds it.
private func quotient(_ significand: UInt64, scale: Int) -> Double {
  if scale == 0 { return Double(significand) }
  if significand <= 1 << 53 { return Double(significand) / powersOfTen[scale] }
  let divisor = integerPowersOfTen[scale]
  let numerator = significand << UInt64(significand.leadingZeroBitCount)
  let denominator = divisor << UInt64(divisor.leadingZeroBitCount)
  let (bits, remainder) = denominator.dividingFullWidth((numerator >> 1, numerator << 63))
  let exponent = divisor.leadingZeroBitCount - significand.leadingZeroBitCount - 63
  return Double(
    sign: .plus, exponent: exponent, significand: Double(bits | (remainder == 0 ? 0 : 1)))
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19,
]

private let integerPowersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
  1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
  1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]
