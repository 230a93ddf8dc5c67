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
}
