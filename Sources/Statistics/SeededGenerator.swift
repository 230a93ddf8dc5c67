/// A random stream that is determined by a seed and a label alone.
///
/// Every task takes a generator labelled after itself, so that results do not depend on the order
/// in which tasks run. The numbers are those of Philox4x32-10. Its key is the seed; the upper half
/// of its counter is the 64-bit FNV-1a hash of the label's UTF-8 bytes, and the lower half counts
/// the blocks from 0. Streams of different seeds, or of labels with different hashes, therefore
/// never share a block. Each block gives two outputs, the words 0 and 1 first, the lower word
/// being the less significant.
///
/// It must not produce the noise of a privacy mechanism: whoever knows the seed can subtract it.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  let key: SIMD2<UInt32>
  let stream: UInt64
  private var blocks: UInt64 = 0
  private var spare: UInt64?

  /// Creates the generator at the start of its stream.
  ///
  /// - Parameters:
  ///   - seed: The seed of the whole run.
  ///   - label: What the numbers are for; it should be unique within a run.
  public init(seed: UInt64, label: String) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    stream = label.utf8.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
  }

  /// The number of outputs that were taken.
  var position: UInt64 { 2 &* blocks &- (spare == nil ? 0 : 1) }

  /// The generator after a number of outputs from the start of its stream.
  func moved(to position: UInt64) -> SeededGenerator {
    var generator = self
    generator.blocks = position / 2
    generator.spare = nil
    if !position.isMultiple(of: 2) { _ = generator.next() }
    return generator
  }

  /// Returns the next 64 random bits.
  public mutating func next() -> UInt64 {
    if let output = spare {
      spare = nil
      return output
    }
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: blocks), UInt32(truncatingIfNeeded: blocks >> 32),
      UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
    blocks += 1
    let words = Philox4x32.block(counter: counter, key: key)
    spare = UInt64(words.w) << 32 | UInt64(words.z)
    return UInt64(words.y) << 32 | UInt64(words.x)
  }
}
