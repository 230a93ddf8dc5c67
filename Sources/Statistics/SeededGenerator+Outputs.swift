extension SeededGenerator {
  /// The outputs of a generator from where it stands, worked out several blocks at a time.
  ///
  /// A block waits for its ten rounds one after the other; blocks side by side fill the wait. The outputs and their order are
  /// those of `next()`.
  struct Outputs {
    private static let blockCount = 8

    private var source: SeededGenerator
    /// The first of the outputs in hand, among all of the stream.
    private var start: UInt64
    private var values: InlineArray<16, UInt64> = .init(repeating: 0)
    private var used = 16

    /// Starts where a generator stands.
    init(of generator: SeededGenerator) {
      source = generator
      start = generator.position &- 16
      // An output in hand is the second of its block: the block is worked out again, and its first output passed over.
      if !start.isMultiple(of: 2) {
        start = generator.position &- 1
        fill()
        used = 1
      }
    }

    /// The generator as it stands after the outputs that were taken.
    var generator: SeededGenerator { source.moved(to: start &+ UInt64(used)) }

    /// The next output.
    mutating func next() -> UInt64 {
      if used == 16 {
        start &+= 16
        fill()
        used = 0
      }
      defer { used += 1 }
      return values[used]
    }

    private mutating func fill() {
      let first = start / 2
      var (x, y) = (SIMD8<UInt32>(), SIMD8<UInt32>())
      for place in 0..<Self.blockCount {
        let block = first &+ UInt64(place)
        x[place] = UInt32(truncatingIfNeeded: block)
        y[place] = UInt32(truncatingIfNeeded: block >> 32)
      }
      let words = Philox4x32.blocks(low: x, high: y, stream: source.stream, key: source.key)
      for place in 0..<Self.blockCount {
        values[2 * place] = UInt64(words.y[place]) << 32 | UInt64(words.x[place])
        values[2 * place + 1] = UInt64(words.w[place]) << 32 | UInt64(words.z[place])
      }
    }
  }
}
