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
    var (state, key) = (counter, key)
    for _ in 0..<10 {
      let first = (0xD251_1F53 as UInt32).multipliedFullWidth(by: state.x)
      let second = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: state.z)
      state = SIMD4(
        second.high ^ state.y ^ key.x, second.low, first.high ^ state.w ^ key.y, first.low)
      key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return state
  }
}
