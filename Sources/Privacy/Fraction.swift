internal import BigInt
internal import Foundation

/// A fraction of whole numbers, 0 or more, in lowest terms.
///
/// The parameters of exact samplers are fractions, since no step of theirs may round.
package struct Fraction: Hashable, Sendable, CustomStringConvertible {
  let numerator: BigUInt
  let denominator: BigUInt

  init(_ numerator: BigUInt, _ denominator: BigUInt) {
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    (self.numerator, self.denominator) = (numerator / divisor, denominator / divisor)
  }

  /// A fraction of two numbers.
  ///
  /// - Parameters:
  ///   - numerator: Any.
  ///   - denominator: 1 or more.
  package init(_ numerator: UInt64, over denominator: UInt64 = 1) {
    precondition(denominator > 0, "no fraction has the denominator 0")
    self.init(BigUInt(numerator), BigUInt(denominator))
  }

  /// The value of digits with at most one point among them, such as `2.342`.
  ///
  /// - Parameter decimal: At most 100 characters.
  /// - Throws: `PrivacyError` when it is anything else.
  package init(decimal: String) throws(PrivacyError) {
    let pieces = decimal.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = pieces.joined()
    guard decimal.utf8.count <= 100, !digits.isEmpty,
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = BigUInt(digits)
    else {
      throw PrivacyError(
        "'\(decimal.prefix(120))' is not a decimal number; write digits with at most one point, as 2.342"
      )
    }
    self.init(value, BigUInt(10).power(pieces.count == 2 ? pieces[1].utf8.count : 0))
  }

  /// The least multiple of a unit fraction that is not below a number.
  ///
  /// The way from a computed standard deviation to one that a sampler can have: rounding up adds
  /// noise, so what was claimed for the number holds for the fraction.
  ///
  /// - Parameters:
  ///   - value: From 0 to 2⁵³.
  ///   - denominator: How many units make 1, from 1 to 2²⁰.
  /// - Throws: `PrivacyError` when the value is out of range.
  package init(
    roundingUp value: Double, toMultiplesOfOneOver denominator: UInt64
  ) throws(PrivacyError) {
    precondition((1...(1 << 20)).contains(denominator), "\(denominator) units are out of range")
    guard value >= 0, value <= 0x1p53 else {
      throw PrivacyError("\(value) cannot be rounded to a fraction; give a number from 0 to 2^53")
    }
    let whole = value.rounded(.down)
    let units = ((value - whole) * Double(denominator)).rounded(.up)
    self.init(
      BigUInt(UInt64(whole)) * BigUInt(denominator) + BigUInt(UInt64(units)), BigUInt(denominator))
  }

  /// A fraction near a computed parameter, with so few binary digits that exact samplers stay quick.
  ///
  /// Round standard deviations up and losses down: what was claimed for the number then holds for the fraction.
  ///
  /// - Parameters:
  ///   - value: Above 0; from 2⁻⁴⁰ up to 2⁶⁰.
  ///   - rule: `.up` or `.down`.
  ///   - digits: The significant binary digits, from 1 to 52.
  /// - Throws: `PrivacyError` when the value is out of range.
  package init(
    rounding value: Double, _ rule: FloatingPointRoundingRule, toBinaryDigits digits: Int
  ) throws(PrivacyError) {
    precondition((1...52).contains(digits), "\(digits) binary digits are out of range")
    guard value >= 0x1p-40, value <= 0x1p60 else {
      throw PrivacyError(
        "\(value) cannot be rounded to a fraction; give a number from 2^-40 to 2^60")
    }
    // Scaling by a power of two is exact, and so is a whole number of up to 53 digits.
    let shift = digits - 1 - Int(value.exponent)
    let units = BigUInt(UInt64(scalbn(value, shift).rounded(rule)))
    self.init(
      shift < 0 ? units << -shift : units, shift > 0 ? BigUInt(1) << shift : BigUInt(1))
  }

  /// The nearest double-precision number.
  package var value: Double { Double(numerator) / Double(denominator) }

  /// The numerator over the denominator.
  package var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }

  /// The square.
  var squared: Fraction { Fraction(numerator * numerator, denominator * denominator) }

  /// One over the fraction, which must not be 0.
  var reciprocal: Fraction { Fraction(denominator, numerator) }

  /// The product.
  static func * (left: Fraction, right: Fraction) -> Fraction {
    Fraction(left.numerator * right.numerator, left.denominator * right.denominator)
  }
}
