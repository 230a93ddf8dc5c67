import Foundation
import Testing
import Unlearning

@Suite("The forgetting score")
struct ForgettingScoreTests {
  /// The epsilon from its definition: every threshold between values, every band between two of them, counted anew.
  private func slowEpsilon(_ unlearned: [Double], _ retrained: [Double]) -> Double? {
    func median(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      let half = sorted.count / 2
      return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }
    func range(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
    func share(_ values: [Double], _ rule: (Double) -> Bool) -> Double {
      Double(values.count { rule($0) }) / Double(values.count)
    }
    func epsilon(_ positive: [Double], _ negative: [Double], _ rule: (Double) -> Bool) -> Double? {
      let (missed, accused) = (1 - share(positive, rule), share(negative, rule))
      if missed == 0 && accused == 0 { return 50 }
      if missed == 0 || accused == 0 { return nil }
      let delta = 1e-5
      let sides = [(1 - delta - accused, missed), (1 - delta - missed, accused)]
      return sides.filter { $0.0 > 0 }.map { log($0.0 / $0.1) }.max() ?? -.infinity
    }
    let retrainedIsAbove = median(retrained) > median(unlearned)
    let (above, below) = retrainedIsAbove ? (retrained, unlearned) : (unlearned, retrained)
    let wide = range(unlearned) >= range(retrained)
    let (inside, outside) = wide ? (retrained, unlearned) : (unlearned, retrained)
    var found: [Double] = []
    let all = unlearned + retrained
    for low in all {
      if let own = epsilon(above, below, { $0 >= low }) { found.append(own) }
      for high in all where high >= low {
        if let own = epsilon(inside, outside, { $0 >= low && $0 <= high }) { found.append(own) }
      }
    }
    return found.max().map { min(50, max(0, $0)) }
  }

  @Test("epsilons are those of a search over every rule")
  func definition() {
    for seed in 0..<30 {
      let values = (0..<16).map { place in
        let step = Double((seed * 31 + place * place * 7) % 23) / 4
        return step + (place < 8 && seed.isMultiple(of: 2) ? 2 : 0)
      }
      let (unlearned, retrained) = (Array(values[..<8]), Array(values[8...]))
      let (own, slow) = (
        ForgettingScore.epsilon(unlearned, retrained), slowEpsilon(unlearned, retrained)
      )
      #expect((own == nil) == (slow == nil))
      #expect(abs((own ?? 0) - (slow ?? 0)) < 1e-9, "seed \(seed)")
    }
  }

  @Test("one overlap in four shows the logarithm of three, and perfect separation the cap")
  func byHand() throws {
    // The threshold 5 accuses none and misses one: left out. 4 accuses a quarter and misses none: left out. The
    // band within 2...3.5 of the narrow sample misses a quarter and accuses a quarter: ln((0.75 - 1e-5) / 0.25).
    let epsilon = try #require(ForgettingScore.epsilon([1, 2, 3, 5], [4, 6, 7, 8]))
    #expect(abs(epsilon - log((0.75 - 1e-5) / 0.25)) < 1e-9)
    #expect(ForgettingScore.epsilon([1, 2, 3], [4, 5, 6]) == 50)
    #expect(ForgettingScore.epsilon([1, 1.001, 1], [0, 3, 6]) == 50)
    #expect(ForgettingScore.epsilon([2, 2], [2, 2]) == 0)
    #expect(ForgettingScore.epsilon([2, 2], [3, 3]) == 50)
  }

  @Test("a record scores half for every half of an epsilon, and nothing beyond the ceiling")
  func points() throws {
    let alike = ForgettingScore(
      unlearned: [(0..<32).map(Double.init)], retrained: [(0..<32).map(Double.init)])
    #expect(alike.value == 1)
    #expect(abs(alike.ceiling - log(31)) < 1e-12)
    let apart = ForgettingScore(
      unlearned: [(0..<32).map(Double.init)], retrained: [(0..<32).map { Double($0) + 100 }])
    #expect(apart.value == 0)
    // ln(3) lies in the third bucket of a half: a quarter of a point.
    let quarter = ForgettingScore(unlearned: [[1, 2, 3, 5]], retrained: [[4, 6, 7, 8]])
    #expect(quarter.value == 0.25)
    #expect(quarter.undecidedCount == 0 && quarter.modelCount == 4)
  }
}
