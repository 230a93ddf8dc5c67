import Foundation
import Privacy
import Statistics
import Testing

@Suite struct `The exponential mechanism` {
  /// Fails by chance once in a million runs of another seed.
  @Test(
    "Selects with the chances of the softmax",
    arguments: [
      ("1", 1, [0, -1, -3, 2, 2]), ("0.37", 3, [100, 90, 120, 121, -5]),
      ("0.0000000000000000000000001", 1, [1, 2, 3]),
    ])
  func law(epsilon: String, sensitivity: Int, scores: [Int]) throws {
    let mechanism = try ExponentialMechanism(
      epsilon: Fraction(decimal: epsilon), sensitivity: sensitivity)
    var source = NoiseSource.seeded(4, label: "selection \(epsilon)")
    let draws = 100_000
    var counts = [Int](repeating: 0, count: scores.count)
    for _ in 0..<draws { counts[try mechanism.select(scores, from: &source).place] += 1 }
    let rate = mechanism.epsilon.value / (2 * Double(sensitivity))
    let weights = scores.map { exp(rate * Double($0 - (scores.max() ?? 0))) }
    let total = weights.reduce(0, +)
    var (statistic, cells) = (0.0, 0.0)
    for (count, weight) in zip(counts, weights) where Double(draws) * weight / total >= 5 {
      let expected = Double(draws) * weight / total
      statistic += (Double(count) - expected) * (Double(count) - expected) / expected
      cells += 1
    }
    #expect(ChiSquared(degreesOfFreedom: cells - 1).upperTail(statistic) > 1e-6)
  }

  /// Fails by chance once in a million runs of another seed.
  @Test("Candidates far behind keep their chance")
  func rare() throws {
    // One in 160,000 each: fixed-point weights of 16 bits would leave none of them.
    let scores = [0] + [Int](repeating: -24, count: 4000)
    let mechanism = try ExponentialMechanism(epsilon: Fraction(1), sensitivity: 1)
    var source = NoiseSource.seeded(5, label: "rare")
    let draws = 200
    var others = 0
    for _ in 0..<draws where try mechanism.select(scores, from: &source).place > 0 { others += 1 }
    let odds = 4000 * exp(-12.0)
    let expected = Double(draws) * odds / (1 + odds)
    let deviation = (expected / (1 + odds)).squareRoot()
    #expect(abs(Double(others) - expected) < 5 * deviation)
  }

  @Test("Scores at both ends of the integers do not overflow")
  func extremes() throws {
    let mechanism = try ExponentialMechanism(epsilon: Fraction(1), sensitivity: 1)
    var source = NoiseSource.seeded(6, label: "extremes")
    #expect(try mechanism.select([.min, .max], from: &source).place == 1)
    #expect(try mechanism.select([7], from: &source).place == 0)
  }

  @Test("Says that a seeded choice is not private")
  func origin() throws {
    let mechanism = try ExponentialMechanism(epsilon: Fraction(1), sensitivity: 1)
    var (seeded, secure) = (NoiseSource.seeded(6, label: "x"), NoiseSource.secure)
    #expect(try !mechanism.select([1, 2], from: &seeded).isPrivate)
    #expect(try mechanism.select([1, 2], from: &secure).isPrivate)
  }

  @Test("Nothing to select from is refused")
  func refused() throws {
    let mechanism = try ExponentialMechanism(epsilon: Fraction(1), sensitivity: 1)
    var source = NoiseSource.seeded(6, label: "none")
    let error = #expect(throws: PrivacyError.self) { try mechanism.select([], from: &source) }
    #expect(error?.description == "there is nothing to select from; give one score or more")
    #expect(throws: PrivacyError.self) {
      try ExponentialMechanism(epsilon: Fraction(0), sensitivity: 1)
    }
  }
}
