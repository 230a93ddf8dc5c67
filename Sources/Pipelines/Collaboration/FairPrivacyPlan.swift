import Bilevel
import Settings

/// What `bilevel-fair` claims of single records of its clients.
struct FairPrivacyPlan: Sendable {
  let epsilon: Double
  let delta: Double
  /// The norm that a record's coordinates are clipped to; nil for that of a record whose numbers are spread over their ranges.
  let clip: Double?
  let steps: Int
  let noise: SynthesisPlan.Noise

  /// Reads the section.
  ///
  /// - Parameter settings: The stage's mapping; takes out `privacy`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init?(_ settings: inout Settings) throws {
    let isAsked = settings.holds("privacy")
    var own = try settings.section(
      "privacy", "protects each record of each client; without it nothing is claimed")
    epsilon = try own.number(
      "epsilon", default: 4, in: 1e-4...1e4,
      "claimed epsilon in nats, for one record more or less of one client")
    delta = try own.number(
      "delta", default: 1e-6, in: 1e-18...0.1, "claimed delta, far below one over the records")
    clip = try own.optionalNumber(
      "clip", in: 1e-6...1e6,
      "norm that a record's coordinates are clipped to; without one the root mean square of records that are spread evenly over the declared ranges"
    )
    steps = try own.integer(
      "steps", default: 40, in: 1...100_000, "outer steps, all of which are taken and paid for")
    noise = try own.choice(
      "noise", default: .secure,
      "secure, or seeded for tests and studies, which anybody can repeat: not private")
    try own.finish()
    if !isAsked { return nil }
  }

  /// The norm of records whose numbers are spread evenly over the declared ranges: known without a record.
  ///
  /// Noise is in proportion to it. The largest norm, which only a record at the ends of all ranges has, would waste much of it.
  func norm(in space: PointSpace) -> Double {
    if let clip { return clip }
    let squares = space.blocks.map { block in
      switch block {
      case .number(let lower, let upper): (lower * lower + lower * upper + upper * upper) / 3
      case .levels: 1.0
      }
    }
    return (squares.reduce(1, +)).squareRoot()
  }
}
