import Foundation
import Privacy
import Testing

/// An attacker who sees one opened measurement and knows the mechanism guesses which of two
/// neighbouring counts is behind it, by the likelihoods under the noise as it was meant.
@Suite struct `An attacker who sees the opened measurements` {
  /// The share of right guesses over counts 0 and 1 in turn.
  ///
  /// - Parameters:
  ///   - trials: The number of measurements.
  ///   - noise: Draws the noise that is added.
  ///   - score: Higher speaks for the count 1; the likelihood ratio as the attacker knows it.
  /// - Returns: From 0 to 1.
  static func accuracy(
    trials: Int, noise: () -> Double, score: (Double) -> Double
  ) -> Double {
    var right = 0.0
    for trial in 0..<trials {
      let count = trial % 2
      let evidence = score(Double(count) + noise())
      right += evidence == 0 ? 0.5 : (evidence > 0) == (count == 1) ? 1 : 0
    }
    return right / Double(trials)
  }

  /// Five standard errors; exceeded by chance once in three million.
  static func allowance(_ trials: Int) -> Double { 5 * 0.5 / Double(trials).squareRoot() }

  static let trials = 30_000

  @Test(
    "Is right as often as the exact chances allow, and no oftener",
    arguments: ["0.5", "1", "1.7", "3.3", "7.9"])
  func exact(sigma: String) throws {
    let noise = try DiscreteGaussian(sigma: Fraction(decimal: sigma))
    var source = NoiseSource.seeded(11, label: "white box \(sigma)")
    let accuracy = Self.accuracy(trials: Self.trials) {
      Double(noise.sample(from: &source))
    } score: {
      noise.probability(of: Int($0) - 1) - noise.probability(of: Int($0))
    }
    let bound = 0.5 + noise.probability(of: 0) / 2
    #expect(agrees(noise.bestGuessAccuracy, bound, to: 1e-12))
    #expect(abs(accuracy - bound) < Self.allowance(Self.trials))
  }

  @Test(
    "Catches noise with too many zeros, noise of half the size, and noise on a lattice",
    arguments: ["negative zero kept", "half of sigma", "lattice"])
  func broken(fault: String) throws {
    let noise = try DiscreteGaussian(sigma: Fraction(decimal: "7.9"))
    let half = try DiscreteGaussian(sigma: Fraction(decimal: "3.95"))
    let laplace = try DiscreteLaplace(scale: Fraction(4))
    var source = NoiseSource.seeded(12, label: fault)
    func isNegative(_ value: Double) -> Double { value >= 1 ? 1 : -1 }
    let (accuracy, bound): (Double, Double) =
      switch fault {
      case "negative zero kept":
        // A geometric magnitude with a free sign: 0 has twice its chance.
        (
          Self.accuracy(trials: Self.trials) {
            let first = laplace.sample(from: &source)
            let second = laplace.sample(from: &source)
            return Double(first == 0 || second == 0 ? 0 : first)
          } score: {
            isNegative($0)
          }, laplace.bestGuessAccuracy
        )
      case "half of sigma":
        (
          Self.accuracy(trials: Self.trials) {
            Double(half.sample(from: &source))
          } score: {
            isNegative($0)
          }, noise.bestGuessAccuracy
        )
      default:
        (Self.latticeAccuracy(), noise.bestGuessAccuracy)
      }
    #expect(accuracy > bound + Self.allowance(Self.trials))
  }

  /// Fixed-point noise: twelve uniform numbers of 16 bits, scaled by 7.9 and cut to 16 bits.
  ///
  /// Only one in 7.9 of the grid's points can be reached from each count, so the attacker looks
  /// which count could have led to what is seen.
  private static func latticeAccuracy() -> Double {
    let (unit, sigma) = (65536.0, 7.9)
    var source = SplitMix64(state: 5)
    func isReachable(_ units: Double) -> Bool {
      let draw = (units / sigma).rounded(.up)
      return (sigma * draw).rounded(.down) == units
    }
    return accuracy(trials: trials) {
      let sum = (0..<12).reduce(0.0) { total, _ in total + Double(source.next() & 0xFFFF) }
      return (sigma * (sum - 6 * unit)).rounded(.down) / unit
    } score: { opened in
      let (zero, one) = (isReachable(opened * unit), isReachable((opened - 1) * unit))
      return zero == one ? 0 : one ? 1 : -1
    }
  }

  /// SplitMix64 (Steele, Lea and Flood 2014).
  private struct SplitMix64 {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }
  }
}
