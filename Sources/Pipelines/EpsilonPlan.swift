import PrivacyBounds
import Settings

/// How epsilon is bounded from scores, all of it fixed before they are seen.
package struct EpsilonPlan: Equatable, Sendable {
  /// The labels of the attacks whose scores guess; empty for the suite's primary ones.
  package var attacks: [String]
  /// The shares of a model's canaries that are guessed on, half of them as members; several are corrected for.
  package var guesses: [Double]
  /// The confidence of each line.
  package var confidence: Double
  /// The δ.
  package var delta: Double
  /// The ε that is claimed at that δ; nil where none is.
  package var claimed: Double?
  /// The families, by the names in results; empty for all.
  package var families: [String] = []
  /// The group whose audited records are bounded apart; nil for none.
  package var group: String?
  /// How often each audited record is in the data that holds it.
  package var copies = 1
  /// Whether numbers that are no bounds are shown too.
  package var showsLeaky = false
  /// How many canaries of each kind, the first ones, the families whose trial is a model look at; several are corrected for.
  package var modelCanaries = 1
  /// The seed of the splits.
  package var seed: UInt64

  /// The shares where none are given: few and sure guesses, some, and a guess about every canary.
  package static let standardGuesses = [0.1, 0.3, 1]
  /// The confidence where none is given.
  package static let standardConfidence = 0.95
  /// The δ where none is given.
  package static let standardDelta = 1e-5

  /// Plans by what a command was told.
  package init(
    attacks: [String], guesses: [Double], confidence: Double, delta: Double, claimed: Double?,
    seed: UInt64
  ) {
    self.attacks = attacks
    self.guesses = guesses
    self.confidence = confidence
    self.delta = delta
    self.claimed = claimed
    self.seed = seed
  }

  /// Reads the plan from an experiment's `canaries`.
  ///
  /// - Parameters:
  ///   - settings: The `canaries` mapping; takes out what belongs to the plan.
  ///   - seed: The seed of the experiment.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings, seed: Int) throws {
    attacks = try settings.texts(
      "attacks", default: [], count: 0...100,
      "attacks whose scores guess; the primary ones for none")
    guesses = try settings.numbers(
      "guesses", default: Self.standardGuesses, in: 1e-6...1,
      "shares of the canaries guessed on, half as members; several are corrected for")
    modelCanaries = try settings.integer(
      "modelCanaries", default: 1, in: 1...1000,
      "canaries of each kind, the first ones, that the families of models look at; several are corrected for"
    )
    confidence = try settings.number(
      "confidence", default: Self.standardConfidence, in: 0.5...0.999999, "confidence of each bound"
    )
    var claim = try settings.section("claimed", "what is claimed of the pipeline's privacy")
    claimed = try claim.optionalNumber(
      "epsilon", in: 0...Double.infinity, "epsilon in nats, adding or removing one record")
    delta = try claim.number(
      "delta", default: Self.standardDelta, in: 0...0.5, "delta, far below one over the records")
    try claim.finish()
    self.seed = UInt64(seed)
  }
}
