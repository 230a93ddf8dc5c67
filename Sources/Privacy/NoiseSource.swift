internal import Statistics

/// Where the random bits of a mechanism come from.
///
/// Only `secure` makes a release private: whoever can repeat the bits can subtract the noise. Any
/// other source must be asked for by name, and what is drawn from it says so in `NoisyCounts`.
package struct NoiseSource: Sendable {
  /// Who else could know the bits.
  package enum Origin: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The operating system's cryptographic generator.
    case secure
    /// The project's seeded generator: repeatable by everybody who knows seed and label.
    case seeded(seed: UInt64, label: String)
    /// A stream from elsewhere, such as a published test stream.
    case given(name: String)

    /// The origin in words.
    package var description: String {
      switch self {
      case .secure: "the system's secure generator"
      case .seeded(let seed, let label): "seed \(seed), label '\(label)': NOT private"
      case .given(let name): "the stream '\(name)': NOT private"
      }
    }
  }

  /// Who else could know the bits.
  package let origin: Origin
  private var generator: any RandomNumberGenerator & Sendable
  private var spare: UInt32?

  /// The operating system's cryptographic generator (`getrandom` on Linux).
  package static var secure: NoiseSource {
    NoiseSource(origin: .secure, generator: SystemRandomNumberGenerator())
  }

  /// A repeatable stream, for tests and for studies of the noise itself; never private.
  package static func seeded(_ seed: UInt64, label: String) -> NoiseSource {
    NoiseSource(
      origin: .seeded(seed: seed, label: label),
      generator: SeededGenerator(seed: seed, label: label))
  }

  /// A stream from elsewhere; never private.
  ///
  /// - Parameters:
  ///   - generator: Gives two words of 32 bits at a time, the lower one first.
  ///   - name: What to call it in results.
  /// - Returns: The source.
  package static func given(
    _ generator: some RandomNumberGenerator & Sendable, name: String
  ) -> NoiseSource {
    NoiseSource(origin: .given(name: name), generator: generator)
  }

  private init(origin: Origin, generator: any RandomNumberGenerator & Sendable) {
    (self.origin, self.generator) = (origin, generator)
  }

  /// Whether nobody else can know the bits.
  package var isPrivate: Bool { origin == .secure }

  /// The next 32 random bits.
  mutating func nextWord() -> UInt32 {
    if let word = spare {
      spare = nil
      return word
    }
    let pair = generator.next()
    spare = UInt32(truncatingIfNeeded: pair >> 32)
    return UInt32(truncatingIfNeeded: pair)
  }
}
