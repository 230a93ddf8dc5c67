package import Privacy

/// What surrounds a private release: where its noise comes from, who keeps its ledger, and who watches.
package struct ReleaseContext: Sendable {
  /// Where the noise of a release comes from.
  package enum Noise: Hashable, Sendable {
    /// The operating system's cryptographic generator: the only private one.
    case secure
    /// A repeatable stream for each label, for tests and studies; never private.
    case seeded(UInt64)

    /// The stream of one label, so that a resumed run draws what the first one would have drawn.
    func source(for label: String) -> NoiseSource {
      switch self {
      case .secure: .secure
      case .seeded(let seed): .seeded(seed, label: label)
      }
    }
  }

  /// Names the data in the ledger, best by a digest; public.
  package let data: String
  /// Where noise comes from.
  package let noise: Noise
  /// The most threads; results are the same for any number.
  package let threads: Int
  /// Stores the ledger durably, before anything is drawn and before anything drawn is used.
  package let keep: @Sendable (PrivacyLedger) throws -> Void
  /// Hears of every round.
  package let progress: @Sendable (SynthesisProgress) -> Void

  /// Describes the surroundings.
  ///
  /// - Parameters:
  ///   - data: Names the data in the ledger, best by a digest; public.
  ///   - noise: Where noise comes from.
  ///   - threads: The most threads, at least 1.
  ///   - keep: Stores the ledger durably.
  ///   - progress: Hears of every round.
  package init(
    data: String, noise: Noise = .secure, threads: Int = 1,
    keep: @escaping @Sendable (PrivacyLedger) throws -> Void,
    progress: @escaping @Sendable (SynthesisProgress) -> Void = { _ in }
  ) {
    precondition(threads >= 1, "\(threads) threads")
    (self.data, self.noise, self.threads) = (data, noise, threads)
    (self.keep, self.progress) = (keep, progress)
  }
}

/// How far a synthesizer is; all of it follows from what was released.
package struct SynthesisProgress: Hashable, Sendable {
  /// The round, from 1; 0 is what comes before the rounds.
  package let round: Int
  /// The attributes of the marginal that was measured last.
  package let measured: [String]
  /// The standard deviation of its noise.
  package let sigma: Double
  /// The ρ that was spent on this release.
  package let spent: Double
  /// The ρ that this release may spend.
  package let budget: Double
  /// How far the model before was from the noisy marginal, in total variation, less what noise alone makes; nil before the first
  /// model.
  package let error: Double?
}
