/// Gaussian diffusion of one number (Ho, Jain and Abbeel 2020), for jumps of any length.
package struct GaussianDiffusion: Equatable, Sendable {
  /// How much is left after each step.
  package let schedule: NoiseSchedule

  /// Diffuses by a schedule.
  package init(_ schedule: NoiseSchedule) { self.schedule = schedule }

  /// A clean number after some steps: sqrt(kept) clean + sqrt(1 - kept) noise.
  ///
  /// - Parameters:
  ///   - clean: The number.
  ///   - noise: A standard normal number.
  ///   - step: The steps taken.
  /// - Returns: The noisy number.
  package func noisy(_ clean: Double, noise: Double, step: Int) -> Double {
    let kept = schedule.kept[step]
    return kept.squareRoot() * clean + (1 - kept).squareRoot() * noise
  }

  /// The clean number that a noisy one and its noise come from.
  package func clean(of noisy: Double, noise: Double, step: Int) -> Double {
    let kept = schedule.kept[step]
    return (noisy - (1 - kept).squareRoot() * noise) / kept.squareRoot()
  }

  /// The law of an earlier number given a later one and the clean one, their equation 7 for a jump.
  ///
  /// - Parameters:
  ///   - clean: The clean number.
  ///   - noisy: The number at the later step.
  ///   - late: The later step, at least 1.
  ///   - early: The earlier step.
  /// - Returns: The mean and variance of a normal law.
  package func posterior(
    clean: Double, noisy: Double, late: Int, early: Int
  ) -> (mean: Double, variance: Double) {
    let (keptLate, keptEarly) = (schedule.kept[late], schedule.kept[early])
    let between = schedule.kept(from: early, to: late)
    let ofClean = keptEarly.squareRoot() * (1 - between) / (1 - keptLate)
    let ofNoisy = between.squareRoot() * (1 - keptEarly) / (1 - keptLate)
    return (
      ofClean * clean + ofNoisy * noisy, (1 - keptEarly) * (1 - between) / (1 - keptLate)
    )
  }
}
