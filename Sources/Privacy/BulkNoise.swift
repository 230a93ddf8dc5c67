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
  /// The words that were made last, of which those from a place on were not given yet.
  private var block = Array(repeating: UInt64(0), count: Self.size)
  private var place = Self.size

  /// The words that are made at a time.
  private static let size = 4_096
  private static let zeros = Data(count: size * MemoryLayout<UInt64>.size)

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
    if place == Self.size { try refill() }
    place += 1
    return block[place - 1]
  }

  /// Gives words of the stream to a body: as many as wanted, or fewer, but one at least.
  ///
  /// - Parameters:
  ///   - most: How many are wanted.
  ///   - body: Takes words that were never given before.
  /// - Returns: What the body does.
  /// - Throws: `PrivacyError` as `next()` does.
  mutating func withWords<Result>(
    _ most: Int, _ body: (Span<UInt64>) -> Result
  ) throws(PrivacyError) -> Result {
    precondition(most > 0, "\(most) words wanted")
    if place == Self.size { try refill() }
    let start = place
    place = min(start + most, Self.size)
    return body(block.span.extracting(start..<place))
  }

  private mutating func refill() throws(PrivacyError) {
    place = 0
    guard seeded == nil else {
      for index in block.indices { block[index] = seeded?.next() ?? 0 }
      return
    }
    let stream = try keystream()
    _ = unsafe block.withUnsafeMutableBytes { unsafe stream.copyBytes(to: $0) }
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
