import Settings

/// How long a synthesizer fits its model, in the rounds and at the end.
///
/// The longest part of a release is fitting, and how long it takes depends on noisy counts alone, so that it tells nothing more.
struct FitSettings: Sendable {
  /// The most iterations of the fit after a round, and of the last fit.
  private let iterations: (round: Int, last: Int)
  /// The share by which ten iterations must lower the loss, lest the fit stops; in the last fit a tenth of it.
  private let tolerance: Double

  /// Reads the settings.
  init(_ settings: inout Settings) throws {
    iterations = (
      try settings.integer(
        "iterations", default: 500, in: 1...100_000, "most iterations of the fit after a round"),
      try settings.integer(
        "last-iterations", default: 2000, in: 1...100_000, "most iterations of the last fit")
    )
    tolerance = try settings.number(
      "tolerance", default: 1e-3, in: 0...1,
      "share by which ten iterations must lower the loss, lest a fit stops; a tenth of it in the last"
    )
  }

  /// The plan of a fit.
  func plan(isLast: Bool, bytes: Int, _ context: ReleaseContext) -> EstimationPlan {
    EstimationPlan(
      estimator: MirrorDescent(
        tolerance: isLast ? tolerance / 10 : tolerance, stopsWithinNoise: !isLast),
      iterations: isLast ? iterations.last : iterations.round, bytes: bytes,
      threads: context.threads)
  }
}
