import Foundation
import Metrics
import Statistics
import Testing

@Suite struct `Counts of resamples` {
  static let draws = 200_000

  /// Pearson's statistic with cells of an expected count of 5 and more, and its degrees of freedom.
  static func chiSquared(_ counts: [Int], _ masses: [Double]) -> (statistic: Double, freedom: Int) {
    let total = Double(counts.reduce(0, +))
    var (statistic, cells, pooled) = (0.0, 0, (found: 0.0, expected: 0.0))
    for (count, mass) in zip(counts, masses) {
      pooled.found += Double(count)
      pooled.expected += total * mass
      guard pooled.expected >= 5 else { continue }
      statistic += pow(pooled.found - pooled.expected, 2) / pooled.expected
      cells += 1
      pooled = (0, 0)
    }
    return (statistic, cells - 1)
  }

  static func tallied(_ most: Int, _ draw: (inout Xoshiro256PlusPlus) -> Int) -> [Int] {
    var generator = Xoshiro256PlusPlus(from: SeededGenerator(seed: 5, label: "count sampling"))
    var counts = Array(repeating: 0, count: most + 1)
    for _ in 0..<draws { counts[draw(&generator)] += 1 }
    return counts
  }

  @Test(
    "Draws follow the binomial law (rejected wrongly once in 100,000)",
    arguments: [
      (1, 0.5), (7, 0.3), (40, 0.2), (50, 0.21), (25, 0.5), (1000, 0.012), (1000, 0.5),
      (5000, 0.97),
      (200, 0.95), (100_000, 0.3),
    ])
  func binomial(trials: Int, probability: Double) {
    let sampling = CountSampling(upTo: trials)
    let counts = Self.tallied(trials) {
      sampling.binomial(trials, probability, using: &$0)
    }
    let law = Binomial(trials: trials, probability: probability)
    let masses = (0...trials).map { law.cumulative($0) - ($0 > 0 ? law.cumulative($0 - 1) : 0) }
    let (statistic, freedom) = Self.chiSquared(counts, masses)
    #expect(ChiSquared(degreesOfFreedom: Double(max(1, freedom))).upperTail(statistic) > 1e-5)
  }

  @Test(
    "Draws without replacement follow the hypergeometric law (rejected wrongly once in 100,000)",
    arguments: [
      (3, 5, 4), (10, 40, 50), (60, 30, 40), (100, 500, 500), (700, 500, 500), (300, 900, 100),
      (900, 300, 700), (50, 20_000, 30_000), (40_000, 20_000, 30_000), (20, 20, 20),
    ])
  func hypergeometric(sample: Int, kind: Int, others: Int) {
    let sampling = CountSampling(upTo: kind + others)
    let counts = Self.tallied(min(sample, kind)) {
      sampling.hypergeometric(sample, kind: kind, others: others, using: &$0)
    }
    func logChoose(_ n: Int, _ k: Int) -> Double {
      lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
    }
    let masses = (0...min(sample, kind)).map { count in
      sample - count > others
        ? 0
        : exp(
          logChoose(kind, count) + logChoose(others, sample - count)
            - logChoose(kind + others, sample))
    }
    let (statistic, freedom) = Self.chiSquared(counts, masses)
    #expect(ChiSquared(degreesOfFreedom: Double(max(1, freedom))).upperTail(statistic) > 1e-5)
  }

  @Test("What is certain is drawn every time")
  func certain() {
    let sampling = CountSampling(upTo: 10)
    var generator = Xoshiro256PlusPlus(state: 1, 2, 3, 4)
    for _ in 0..<100 {
      #expect(sampling.binomial(0, 0.5, using: &generator) == 0)
      #expect(sampling.binomial(9, 0, using: &generator) == 0)
      #expect(sampling.binomial(9, 1, using: &generator) == 9)
      #expect(sampling.hypergeometric(10, kind: 4, others: 6, using: &generator) == 4)
      #expect(sampling.hypergeometric(0, kind: 4, others: 6, using: &generator) == 0)
      #expect(sampling.hypergeometric(3, kind: 10, others: 0, using: &generator) == 3)
      #expect(sampling.hypergeometric(3, kind: 0, others: 10, using: &generator) == 0)
    }
  }
}
