package import Statistics

/// The generator xoshiro256++ 1.0 (Blackman and Vigna 2021), for the many draws of resampling.
///
/// A draw takes about a nanosecond, a tenth of a counter-based generator's. Each block of replicates
/// has a stream of its own, whose state comes from the seeded generator of the block's label, so that
/// the numbers do not depend on which thread draws which block.
package struct Xoshiro256PlusPlus: RandomNumberGenerator, Sendable {
  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64
  private var spare: UInt32?

  /// Starts at a state, of which one word at least is not zero.
  package init(state a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
    precondition(a | b | c | d != 0, "xoshiro256++ never leaves the state of zeros")
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// Starts at a state that a labelled generator draws.
  package init(from generator: SeededGenerator) {
    var source = generator
    // The lowest bit keeps the state from being the one of zeros.
    self.init(state: source.next() | 1, source.next(), source.next(), source.next())
  }

  /// Returns the next 64 random bits.
  package mutating func next() -> UInt64 {
    let sum = a &+ d
    let output = (sum << 23 | sum >> 41) &+ a
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = d << 45 | d >> 19
    return output
  }

  /// Draws a whole number from 0 up to but not including a positive bound, each equally likely.
  ///
  /// Multiplication with rejection (Lemire 2019, algorithm 5) on half an output.
  package mutating func integer(below bound: UInt32) -> UInt32 {
    var product = UInt64(bound) &* UInt64(half())
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(bound) &* UInt64(half())
      }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  private mutating func half() -> UInt32 {
    if let word = spare {
      spare = nil
      return word
    }
    let output = next()
    spare = UInt32(truncatingIfNeeded: output)
    return UInt32(truncatingIfNeeded: output >> 32)
  }

  /// Brings the values into a random order, each order equally likely.
  mutating func shuffle(_ values: inout [UInt32]) {
    var last = values.count - 1
    while last > 0 {
      values.swapAt(last, Int(integer(below: UInt32(last + 1))))
      last -= 1
    }
  }
}
