import Statistics
import Testing

@Suite struct `Seeded generators` {
  private func outputs(_ count: Int, seed: UInt64, label: String) -> [UInt64] {
    var generator = SeededGenerator(seed: seed, label: label)
    return (0..<count).map { _ in generator.next() }
  }

  @Test("The first outputs of a labelled stream never change")
  func goldens() {
    #expect(
      outputs(6, seed: 20_240_601 << 32 | 7, label: "shadow 3") == [
        0xfa67_e1e5_a8c0_6ff7, 0x404b_47a4_3715_30dd, 0xbb2d_100a_0f62_6493,
        0x20d5_387b_03b0_9ebe, 0x0d3c_d9df_0e6d_ef94, 0x2f1d_c207_dc83_a0b3,
      ])
    #expect(outputs(2, seed: 0, label: "") == [0x1aa7_22e1_4ab9_8097, 0x440d_76b4_cbc3_7e0f])
    #expect(outputs(2, seed: 0, label: "é") == [0xdca0_8950_e19a_e6d0, 0x5f71_e6ef_5067_932a])
  }

  @Test("A block is that of the key, the block's number and the published hash of the label")
  func derivation() {
    // 0x85944171f73967e8 is the FNV-1a hash of "foobar" in the authors' list.
    let key = SIMD2<UInt32>(0x89ab_cdef, 0x0123_4567)
    let second = Philox4x32.block(
      counter: SIMD4(1, 0, 0xf739_67e8, 0x8594_4171), key: key)
    let outputs = outputs(4, seed: 0x0123_4567_89ab_cdef, label: "foobar")
    #expect(outputs[2] == UInt64(second.y) << 32 | UInt64(second.x))
    #expect(outputs[3] == UInt64(second.w) << 32 | UInt64(second.z))
  }

  @Test("A copy continues like its original")
  func copy() {
    var original = SeededGenerator(seed: 1, label: "a")
    _ = original.next()
    var copy = original
    #expect((0..<5).map { _ in original.next() } == (0..<5).map { _ in copy.next() })
  }

  @Test("Other seeds and other labels give other streams")
  func distinct() {
    var seen: Set<UInt64> = []
    for seed in [0, 1, 1 << 32, UInt64.max] {
      for label in ["", "a", "b", "ab", "ba", "a "] {
        seen.formUnion(outputs(4, seed: seed, label: label))
      }
    }
    #expect(seen.count == 4 * 6 * 4)
  }
}
