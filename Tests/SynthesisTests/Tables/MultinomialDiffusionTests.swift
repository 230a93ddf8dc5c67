import Foundation
import Statistics
import Synthesis
import Testing

@Suite("Multinomial diffusion")
struct MultinomialDiffusionTests {
  private static let levels = 4
  private static let diffusion = MultinomialDiffusion(NoiseSchedule(steps: 12), levels: levels)

  /// The chance of each level at a step given one at an earlier step, by multiplying the matrices of single steps.
  private static func transition(_ early: Int, _ late: Int) -> [[Double]] {
    let places = 0..<levels
    var matrix = places.map { row in places.map { $0 == row ? 1.0 : 0 } }
    for step in early..<late {
      let stay = diffusion.schedule.kept(from: step, to: step + 1)
      let single = places.map { row in
        places.map { (1 - stay) / Double(levels) + ($0 == row ? stay : 0) }
      }
      matrix = matrix.map { row in
        places.map { column in places.reduce(0) { $0 + row[$1] * single[$1][column] } }
      }
    }
    return matrix
  }

  @Test("many single steps lead to the shares of the closed form", arguments: [1, 5, 12])
  func forward(step: Int) {
    let shares = Self.transition(0, step)[2]
    let kept = Self.diffusion.schedule.kept[step]
    for (level, share) in shares.enumerated() {
      #expect(abs(share - (1 - kept) / 4 - (level == 2 ? kept : 0)) < 1e-12)
    }
    var generator = SeededGenerator(seed: 1, label: "multinomial")
    let draws = (0..<20_000).map { _ in
      Self.diffusion.noisy(2, step: step, using: &generator)
    }
    for (level, share) in shares.enumerated() {
      let found = Double(draws.count { $0 == level }) / 20_000
      #expect(abs(found - share) < 5 * (share * (1 - share) / 20_000).squareRoot() + 1e-9)
    }
  }

  @Test(
    "the law of an earlier level is that of Bayes over all ways, for beliefs as mixtures of clean levels",
    arguments: [(1, 0), (2, 1), (9, 8), (12, 4)])
  func posterior(late: Int, early: Int) {
    let (first, second) = (Self.transition(0, early), Self.transition(early, late))
    for noisy in 0..<Self.levels {
      for clean in 0..<Self.levels {
        var truth = [0.0, 0, 0, 0]
        truth[clean] = 1
        let ways = (0..<Self.levels).map { first[clean][$0] * second[$0][noisy] }
        let total = ways.reduce(0, +)
        let found = Self.diffusion.posterior(
          clean: truth, noisy: noisy, late: late, early: early)
        for (share, way) in zip(found, ways) { #expect(abs(share - way / total) < 1e-12) }
      }
      // A belief is put in the place of the clean level: as if it were the law at the start, up to the total.
      let belief = [0.1, 0.2, 0.3, 0.4]
      let ways = (0..<Self.levels).map { level in
        second[level][noisy]
          * (0..<Self.levels).reduce(0) { $0 + belief[$1] * first[$1][level] }
      }
      let found = Self.diffusion.posterior(
        clean: belief, noisy: noisy, late: late, early: early)
      for (share, way) in zip(found, ways) {
        #expect(abs(share - way / ways.reduce(0, +)) < 1e-12)
      }
    }
  }

  @Test("the loss's gradient is that of finite differences", arguments: [1, 2, 7, 12])
  func gradient(step: Int) {
    let logits = [0.3, -1.2, 0.7, 0.1]
    for noisy in 0..<Self.levels {
      let found = Self.diffusion.loss(logits: logits, clean: 1, noisy: noisy, step: step)
      for level in logits.indices {
        var (up, down) = (logits, logits)
        up[level] += 1e-5
        down[level] -= 1e-5
        let difference =
          (Self.diffusion.loss(logits: up, clean: 1, noisy: noisy, step: step).value
            - Self.diffusion.loss(logits: down, clean: 1, noisy: noisy, step: step).value) / 2e-5
        #expect(abs(difference - found.gradient[level]) < 1e-6)
      }
    }
  }

  @Test(
    "at the first step the loss is -log of the clean level's chance, and a sure right answer costs nothing"
  )
  func bound() {
    let logits = [0.3, -1.2, 0.7, 0.1]
    let masses = logits.map { exp($0) }
    let belief = masses.map { $0 / masses.reduce(0, +) }
    let chance = Self.diffusion.posterior(clean: belief, noisy: 3, late: 1, early: 0)[1]
    let found = Self.diffusion.loss(logits: logits, clean: 1, noisy: 3, step: 1)
    #expect(abs(found.value + log(chance)) < 1e-12)
    for step in 1...12 {
      let sure = Self.diffusion.loss(logits: [0, 60, 0, 0], clean: 1, noisy: 0, step: step)
      #expect(sure.value < 1e-9 && sure.gradient.allSatisfy { abs($0) < 1e-9 })
    }
    let wrong = Self.diffusion.loss(logits: [0, -900, 900, 0], clean: 1, noisy: 2, step: 1)
    #expect(wrong.value.isFinite && wrong.gradient.allSatisfy { $0.isFinite })
  }
}
