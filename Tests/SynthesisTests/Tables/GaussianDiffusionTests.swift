import Statistics
import Synthesis
import Testing

@Suite("Gaussian diffusion")
struct GaussianDiffusionTests {
  private static let diffusion = GaussianDiffusion(NoiseSchedule(steps: 20))

  @Test("many single steps have the mean and variance of the closed form")
  func forward() {
    var generator = SeededGenerator(seed: 1, label: "forward")
    let (count, step, clean) = (20_000, 12, 1.7)
    let schedule = Self.diffusion.schedule
    let ends = (0..<count).map { _ in
      (1...step).reduce(clean) { number, step in
        let kept = schedule.kept(from: step - 1, to: step)
        return kept.squareRoot() * number + (1 - kept).squareRoot() * generator.normal()
      }
    }
    let mean = ends.reduce(0, +) / Double(count)
    let variance = ends.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    // Within 5 standard errors of the mean, and of the variance.
    let spread = 1 - schedule.kept[step]
    #expect(
      abs(mean - Self.diffusion.noisy(clean, noise: 0, step: step)) < 5
        * (spread / Double(count)).squareRoot())
    #expect(abs(variance - spread) < 5 * spread * (2 / Double(count)).squareRoot())
  }

  @Test("the clean number comes back from noisy and noise")
  func clean() {
    let noisy = Self.diffusion.noisy(-0.4, noise: 1.3, step: 9)
    #expect(abs(Self.diffusion.clean(of: noisy, noise: 1.3, step: 9) + 0.4) < 1e-12)
  }

  @Test(
    "the law of an earlier number is that of conditioning the joint normal law",
    arguments: [(1, 0), (2, 1), (15, 14), (20, 5)])
  func posterior(late: Int, early: Int) {
    let schedule = Self.diffusion.schedule
    let (clean, noisy) = (0.8, -0.3)
    // Given x_0 the two numbers are jointly normal; regress the earlier one on the later one.
    let (ofEarly, ofLate) = (schedule.kept[early], schedule.kept[late])
    let between = (ofLate / ofEarly).squareRoot()
    let covariance = between * (1 - ofEarly)
    let slope = covariance / (1 - ofLate)
    let mean = ofEarly.squareRoot() * clean + slope * (noisy - ofLate.squareRoot() * clean)
    let variance = (1 - ofEarly) - slope * covariance
    let found = Self.diffusion.posterior(clean: clean, noisy: noisy, late: late, early: early)
    #expect(abs(found.mean - mean) < 1e-12 && abs(found.variance - variance) < 1e-12)
  }
}
