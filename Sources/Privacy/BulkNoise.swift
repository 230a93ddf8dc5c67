internal import Crypto
internal import Foundation
internal import Statistics

/// Random words in bulk, for mechanisms that add noise to every weight of a model.
///
/// The secure stream is that of AES-256 in counter mode under a key from the operating system's
/// generator: asking that for each word would take longer than all else.
package struct BulkNoise: Sendable {
  /// Who else could know the words.
  package let origin: NoiseSource.Origin
  private var seeded: SeededGenerator?
  private let key: SymmetricKey
  private var nonce: UInt64 = 0
  private var spare: [UInt64] = []

  /// The words that are made at a time.
  private static let block = 2_048
  private static let zeros = Data(count: block * MemoryLayout<UInt64>.size)

  private init(origin: NoiseSource.Origin, seeded: SeededGenerator?) {
    (self.origin, self.seeded) = (origin, seeded)
    key = SymmetricKey(size: .bits256)
  }

  /// A stream that nobody can repeat.
  package static var secure: BulkNoise { BulkNoise(origin: .secure, seeded: nil) }

  /// A repeatable stream, for tests and studies; never private.
  package static func seeded(_ seed: UInt64, label: String) -> BulkNoise {
    BulkNoise(
      origin: .seeded(seed: seed, label: label), seeded: SeededGenerator(seed: seed, label: label))
  }

  /// The next 64 random bits.
  ///
  /// - Returns: A word that was never given before.
  /// - Throws: `PrivacyError` when the cipher refuses, which it does not for keys of this size.
  mutating func next() throws(PrivacyError) -> UInt64 {
    if let word = spare.popLast() { return word }
    var words = Array(repeating: UInt64(0), count: 64)
    try fill(&words)
    let word = words.removeLast()
    spare = words
    return word
  }

  /// Fills in random words.
  ///
  /// - Parameter words: As many as wanted.
  /// - Throws: `PrivacyError` as `next()` does.
  mutating func fill(_ words: inout [UInt64]) throws(PrivacyError) {
    guard seeded == nil else {
      for place in words.indices { words[place] = seeded?.next() ?? 0 }
      return
    }
    for start in stride(from: 0, to: words.count, by: Self.block) {
      let end = min(start + Self.block, words.count)
      let stream = try keystream()
      unsafe words.withUnsafeMutableBytes { bytes in
        let size = MemoryLayout<UInt64>.size
        _ = unsafe stream.copyBytes(
          to: UnsafeMutableRawBufferPointer(rebasing: bytes[start * size..<end * size]))
      }
    }
  }

  private mutating func keystream() throws(PrivacyError) -> Data {
    do {
      let number = (0..<12).map { $0 < 8 ? UInt8(truncatingIfNeeded: nonce >> (8 * $0)) : 0 }
      nonce += 1
      return try AES.GCM.seal(Self.zeros, using: key, nonce: AES.GCM.Nonce(data: number)).ciphertext
    } catch {
      throw PrivacyError("no random bits for noise: \(error); nothing was released")
    }
  }
}
