import Tables
import Testing

private func number(_ text: String) -> Double? { decimalNumber(Array(text.utf8).span) }

private let accepted = [
  "0", "-0", "+7", "007", "39", "-12.5", ".5", "0.1", "1e3", "1E-3", "1.5e+10", "2.5E2", "1e22",
  "1e23", "9007199254740992", "9007199254740993", "9007199254740993.0", "9223372036854775807",
  "9999999999999999999", "18446744073709551615", "18446744073709551616",
  "0.3745401188473625", "0.9507143064099162", "123456789012345.678", "0.1000000000000000055",
  "4.9e-324", "2.4703282292062327e-324", "1.7976931348623157e308", "2.2250738585072011e-308",
  "0.00000000000000000000000012345", "100000000000000000000000000000", "1e-400",
  "0.500000000000000166533453693773481063544750213623046875", "9007199254740992.5",
  "900719925474099.25", "4503599627370496.5", "4503599627370497.5", "450359962737049.65",
]

@Test("A decimal number is read to the last bit as Double reads it", arguments: accepted)
func readsDecimals(_ text: String) throws {
  let value = try #require(number(text))
  let expected = try #require(Double(text))
  #expect(value.bitPattern == expected.bitPattern)
}

@Test("Numbers of every length and scale agree with Double to the last bit")
func agreesWithDouble() throws {
  var state: UInt64 = 7
  for length in 1...25 {
    for scale in 0...length {
      for _ in 0..<40 {
        let digits = (0..<length).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return "\((state >> 33) % 10)"
        }
        let text =
          digits.prefix(length - scale).joined() + "." + digits.suffix(scale).joined() + "0"
        let expected = try #require(Double("0" + text))
        #expect(number(text)?.bitPattern == expected.bitPattern, "\(text)")
      }
    }
  }
}

/// Their first 63 bits end in the middle of two doubles and only what follows decides.
private let decidedLate = [
  "874999.0691759428592", "77892.57724707399757", "2815646245181.230713", "802777368.3931272626",
]

@Test("A remainder beyond 63 bits decides the rounding", arguments: decidedLate)
func roundsByRemainder(_ text: String) {
  #expect(number(text)?.bitPattern == Double(text)?.bitPattern)
}

@Test("The decimals just around the middle of two doubles are rounded to the nearer one")
func roundsTies() throws {
  // From 2^53 on the doubles are 2 apart, so that every odd whole number is in the middle.
  for whole in stride(from: UInt64(1) << 53, through: (1 << 53) + 40, by: 1) {
    for fraction in ["0", "000", "001", "499", "5", "500", "501", "999"] {
      let text = "\(whole).\(fraction)"
      #expect(number(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }
}

@Test(
  "Text that is no finite decimal number is refused",
  arguments: [
    "", "+", "-", ".", "-.", "e5", "1e", "1e+", "1.2.3", "--1", "+-1", "1 ", " 1", "1,5", "1_000",
    "0x10", "0x1p4", "nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e400", "1e5x", "12a",
    "٣", "1\u{0301}",
  ])
func refusesText(_ text: String) {
  #expect(number(text) == nil)
}
