/// The counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, section 3.3).
package enum Philox4x32 {
  /// Turns a counter into four random words, one to one under every key.
  ///
  /// - Parameters:
  ///   - counter: The number of the block, least significant word first.
  ///   - key: The key of the stream, least significant word first.
  /// - Returns: The four words of the block.
  package static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    // Words of their own, since a vector would be taken apart and put together in every round.
    var (x, y, z, w) = (counter.x, counter.y, counter.z, counter.w)
    var (low, high) = (key.x, key.y)
    for _ in 0..<10 {
      let first = UInt64(x) &* 0xD251_1F53
      let second = UInt64(z) &* 0xCD9E_8D57
      (x, z) = (
        UInt32(truncatingIfNeeded: second >> 32) ^ y ^ low,
        UInt32(truncatingIfNeeded: first >> 32) ^ w ^ high
      )
      (y, w) = (UInt32(truncatingIfNeeded: second), UInt32(truncatingIfNeeded: first))
      low &+= 0x9E37_79B9
      high &+= 0xBB67_AE85
    }
    return SIMD4(x, y, z, w)
  }

  /// Turns eight counters that differ in their lower halves into four random words each, as `block` does one.
  ///
  /// - Parameters:
  ///   - low: The least significant words of the counters.
  ///   - high: The words above.
  ///   - stream: The upper half of all counters.
  ///   - key: The key of the stream, least significant word first.
  /// - Returns: The four words of each block.
  static func blocks(
    low: SIMD8<UInt32>, high: SIMD8<UInt32>, stream: UInt64, key: SIMD2<UInt32>
  ) -> (x: SIMD8<UInt32>, y: SIMD8<UInt32>, z: SIMD8<UInt32>, w: SIMD8<UInt32>) {
    var (x, y) = (low, high)
    var z = SIMD8(repeating: UInt32(truncatingIfNeeded: stream))
    var w = SIMD8(repeating: UInt32(truncatingIfNeeded: stream >> 32))
    var (lower, upper) = (key.x, key.y)
    for _ in 0..<10 {
      let first = SIMD8<UInt64>(truncatingIfNeeded: x) &* SIMD8(repeating: 0xD251_1F53)
      let second = SIMD8<UInt64>(truncatingIfNeeded: z) &* SIMD8(repeating: 0xCD9E_8D57)
      (x, z) = (
        SIMD8<UInt32>(truncatingIfNeeded: second &>> 32) ^ y ^ SIMD8(repeating: lower),
        SIMD8<UInt32>(truncatingIfNeeded: first &>> 32) ^ w ^ SIMD8(repeating: upper)
      )
      (y, w) = (SIMD8(truncatingIfNeeded: second), SIMD8(truncatingIfNeeded: first))
      lower &+= 0x9E37_79B9
      upper &+= 0xBB67_AE85
    }
    return (x, y, z, w)
  }
}
