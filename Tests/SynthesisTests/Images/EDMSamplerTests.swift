import Foundation
import Statistics
import Synthesis
import Tensors
import Testing

@Suite("Sampling of images")
struct EDMSamplerTests {
  @Test("the levels are those of the published schedule")
  func levels() {
    let published = [
      80, 57.58598, 40.78557, 28.37458, 19.35245, 12.91008, 8.40094, 5.31519, 3.25682, 1.92334,
      1.08817, 0.58535, 0.29644, 0.13952, 0.05995, 0.02293, 0.00753, 0.002, 0,
    ]
    let levels = EDMSampler().levels
    #expect(levels.count == published.count)
    for (level, value) in zip(levels, published) { #expect(abs(level - value) < 1e-5) }
  }

  @Test("at level 1 the factors are the published ones")
  func factors() {
    let found = EDMPreconditioning()
    #expect(abs(found.skip(1) - 0.2) < 1e-12 && abs(found.out(1) - 0.447214) < 1e-6)
    #expect(abs(found.input(1) - 0.894427) < 1e-6 && found.noise(1) == 0)
    #expect(abs(found.weight(1) - 5) < 1e-12)
    for level in [0.01, 0.5, 20] {
      #expect(abs(found.weight(level) * found.out(level) * found.out(level) - 1) < 1e-9)
    }
  }

  @Test("with the exact denoiser of a normal law the samples have its mean and deviation")
  func normal() throws {
    let (mean, deviation) = (0.7, 0.3)
    var generator = SeededGenerator(seed: 1, label: "edm")
    let count = 4_000
    let noise = Tensor(
      shape: [count, 1], scalars: (0..<count).map { _ in Float(generator.normal()) })
    let samples = try EDMSampler(steps: 40).images(from: noise) { noisy, level in
      let share = deviation * deviation / (deviation * deviation + level * level)
      return Tensor(
        shape: noisy.shape,
        scalars: noisy.scalars.map { Float(mean + share * (Double($0) - mean)) })
    }.scalars.map(Double.init)
    let found = samples.reduce(0, +) / Double(count)
    let square = samples.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(count)
    // Five standard errors of 4,000 draws, and a hundredth for the steps.
    #expect(abs(found - mean) < 5 * deviation / Double(count).squareRoot() + 0.01)
    #expect(
      abs(square.squareRoot() - deviation) < 5 * deviation / (2 * Double(count)).squareRoot() + 0.01
    )
  }

  @Test("with the exact denoiser of a few points every sample is one of them, each by its share")
  func points() throws {
    let (points, shares) = ([-1.0, 0.2, 1.0], [0.2, 0.5, 0.3])
    var generator = SeededGenerator(seed: 2, label: "edm")
    let count = 2_000
    let noise = Tensor(
      shape: [count, 1], scalars: (0..<count).map { _ in Float(generator.normal()) })
    let samples = try EDMSampler(steps: 40).images(from: noise) { noisy, level in
      let clean = noisy.scalars.map { number -> Float in
        let logs = zip(points, shares).map {
          log($1) - (Double(number) - $0) * (Double(number) - $0) / (2 * level * level)
        }
        let top = logs.max() ?? 0
        let masses = logs.map { exp($0 - top) }
        let mean = zip(masses, points).reduce(0) { $0 + $1.0 * $1.1 }
        return Float(mean / masses.reduce(0, +))
      }
      return Tensor(shape: noisy.shape, scalars: clean)
    }.scalars.map(Double.init)
    for (point, share) in zip(points, shares) {
      let found = Double(samples.count { abs($0 - point) < 0.02 }) / Double(count)
      // Five standard errors, and two hundredths for the steps.
      #expect(abs(found - share) < 5 * (share * (1 - share) / Double(count)).squareRoot() + 0.02)
    }
  }
}
