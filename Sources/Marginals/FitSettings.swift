import Settings

/// How long a synthesizer fits its model, in the rounds and at the end.
struct FitSettings: Sendable {
  /// The most iterations of the fit after a round, and of the last fit.
  let iterations: (round: Int, last: Int)

  /// Reads the settings.
  init(_ settings: inout Settings) throws {
    iterations = (
      try settings.integer(
        "iterations", default: 100, in: 1...100_000, "most iterations of the fit after a round"),
      try settings.integer(
        "last-iterations", default: 1000, in: 1...100_000, "most iterations of the last fit")
    )
  }

  /// The plan of a fit.
  func plan(isLast: Bool, bytes: Int, _ context: ReleaseContext) -> EstimationPlan {
    EstimationPlan(
      estimator: MirrorDescent(), iterations: isLast ? iterations.last : iterations.round,
      bytes: bytes, threads: context.threads)
  }
}
