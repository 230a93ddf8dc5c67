internal import BigInt

/// Whole numbers from 0 in which an exact sampler computes; too small a type traps, never rounds.
protocol NaturalNumber: UnsignedInteger, Sendable {
  /// A number below the bound, each equally likely.
  ///
  /// Takes as many 32-bit words as the bound's bits need, the least significant first, drops the
  /// surplus bits of the last one from below, and starts again where the number is not below.
  static func uniform(below bound: Self, from source: inout NoiseSource) -> Self

  /// The square of a number, divided; the quotient must fit.
  static func divideSquare(of number: Self, by divisor: Self) -> (quotient: Self, remainder: Self)

  /// The greatest number that divides both.
  static func greatestCommonDivisor(_ first: Self, _ second: Self) -> Self
}

extension NaturalNumber where Self: FixedWidthInteger {
  static func uniform(below bound: Self, from source: inout NoiseSource) -> Self {
    let bits = bitWidth - bound.leadingZeroBitCount
    while true {
      var (number, place): (Self, Int) = (0, 0)
      while place < bits {
        let surplus = place + 32 > bits ? place + 32 - bits : 0
        number |= Self(truncatingIfNeeded: source.nextWord() >> UInt32(surplus)) << place
        place += 32
      }
      if number < bound { return number }
    }
  }

  static func greatestCommonDivisor(_ first: Self, _ second: Self) -> Self {
    if first == 0 || second == 0 { return first | second }
    let shift = (first | second).trailingZeroBitCount
    var (small, large) = (first >> first.trailingZeroBitCount, second)
    while large != 0 {
      large >>= large.trailingZeroBitCount
      if small > large { swap(&small, &large) }
      large -= small
    }
    return small << shift
  }
}

extension UInt64: NaturalNumber {
  static func divideSquare(of number: UInt64, by divisor: UInt64) -> (
    quotient: UInt64, remainder: UInt64
  ) {
    divisor.dividingFullWidth(number.multipliedFullWidth(by: number))
  }
}

extension UInt128: NaturalNumber {
  static func divideSquare(of number: UInt128, by divisor: UInt128) -> (
    quotient: UInt128, remainder: UInt128
  ) {
    let square = number.multipliedFullWidth(by: number)
    if square.high == 0 { return square.low.quotientAndRemainder(dividingBy: divisor) }
    return divisor.dividingFullWidth(square)
  }
}

extension BigUInt: NaturalNumber {
  static func uniform(below bound: BigUInt, from source: inout NoiseSource) -> BigUInt {
    let bits = bound.bitWidth
    while true {
      var (number, place): (BigUInt, Int) = (0, 0)
      while place < bits {
        let surplus = place + 32 > bits ? place + 32 - bits : 0
        number |= BigUInt(source.nextWord() >> UInt32(surplus)) << place
        place += 32
      }
      if number < bound { return number }
    }
  }

  static func divideSquare(of number: BigUInt, by divisor: BigUInt) -> (
    quotient: BigUInt, remainder: BigUInt
  ) {
    (number * number).quotientAndRemainder(dividingBy: divisor)
  }

  static func greatestCommonDivisor(_ first: BigUInt, _ second: BigUInt) -> BigUInt {
    first.greatestCommonDivisor(with: second)
  }
}
