import Foundation
import PrivacyBounds
import Statistics
import Testing

@Suite struct `The one-run bound` {
  struct Vector: Sendable, CustomTestStringConvertible {
    let canaries: Int
    let guesses: Int
    let correct: Int
    let delta: Double
    let epsilon: Double
    init(_ canaries: Int, _ guesses: Int, _ correct: Int, _ delta: Double, _ epsilon: Double) {
      (self.canaries, self.guesses, self.correct) = (canaries, guesses, correct)
      (self.delta, self.epsilon) = (delta, epsilon)
    }
    var testDescription: String { "\(correct) of \(guesses) of \(canaries) at delta \(delta)" }
  }

  private static let vectors = [
    Vector(1000, 100, 100, 0, 3.49297), Vector(1000, 100, 95, 0, 2.17243),
    Vector(1000, 100, 90, 1e-5, 1.62614), Vector(1000, 1000, 600, 0, 0.29747),
    Vector(1000, 1000, 600, 1e-5, 0.29723), Vector(5000, 200, 190, 1e-5, 2.37599),
    Vector(10000, 1000, 700, 1e-5, 0.72925), Vector(100, 10, 10, 1e-5, 1.04824),
    // By a sum over all binomial tails.
    Vector(20000, 20000, 12000, 1e-5, 0.38139),
  ]

  @Test("It has the values computed independently", arguments: vectors)
  func values(vector: Vector) throws {
    let counts = try GuessCounts(
      canaries: vector.canaries, guesses: vector.guesses, correct: vector.correct)
    let level = try AuditLevel(delta: vector.delta, significance: 0.05)
    #expect(
      agrees(try OneRunEpsilon.bound(counts, level: level).epsilon, vector.epsilon, to: 5.1e-6))
  }

  @Test("Perfect guesses give ln(a^(1/r) / (1 - a^(1/r)))", arguments: [5, 100, 20_000])
  func perfect(guesses: Int) throws {
    let counts = try GuessCounts(canaries: 20_000, guesses: guesses, correct: guesses)
    let bound = try OneRunEpsilon.bound(counts, level: AuditLevel(delta: 0, significance: 0.05))
    let exponent = log(0.05) / Double(guesses)
    #expect(agrees(bound.epsilon, exponent - log(-expm1(exponent)), to: 1e-9))
  }

  @Test("The p-value agrees with a double loop over binomial probabilities")
  func slow() throws {
    for (canaries, guesses, correct) in [(50, 30, 22), (50, 50, 50), (40, 1, 1), (200, 120, 40)] {
      for (epsilon, delta) in [(0.0, 0.0), (0.0, 1e-4), (0.7, 1e-3), (3, 1e-2), (8, 0.5)] {
        let counts = try GuessCounts(canaries: canaries, guesses: guesses, correct: correct)
        let fast = OneRunEpsilon.pValue(counts, epsilon: epsilon, delta: delta)
        let slow = slowPValue(canaries, guesses, correct, epsilon, delta)
        #expect(agrees(fast, slow, to: 1e-11 * slow))
      }
    }
  }

  private func slowPValue(
    _ canaries: Int, _ guesses: Int, _ correct: Int, _ epsilon: Double, _ delta: Double
  ) -> Double {
    let q = 1 / (1 + exp(-epsilon))
    func mass(_ counts: Range<Int>) -> Double {
      counts.reduce(0) { $0 + probability($1, of: guesses, q) }
    }
    let alpha = (1...correct).map { mass((correct - $0)..<correct) / Double($0) }.max() ?? 0
    return min(1, mass(correct..<(guesses + 1)) + 2 * Double(canaries) * delta * alpha)
  }

  @Test("Far from the outcome neither underflow nor overflow decides the p-value")
  func extremes() throws {
    let all = try GuessCounts(canaries: 20_000, guesses: 20_000, correct: 20_000)
    // The mean of 10,001 or so probabilities of the upper half: about 2mδ / (2 * 10,000).
    let p = OneRunEpsilon.pValue(all, epsilon: 0, delta: 1e-6)
    #expect(p > 1e-6 && p < 4e-6)
    #expect(OneRunEpsilon.pValue(all, epsilon: 800, delta: 1e-6) == 1)
    let none = try GuessCounts(canaries: 20_000, guesses: 20_000, correct: 0)
    #expect(OneRunEpsilon.pValue(none, epsilon: 1, delta: 0) == 1)
  }

  @Test("The p-value just below the bound is below the significance and just above it is not")
  func crossing() throws {
    for correct in [60, 75, 99] {
      let counts = try GuessCounts(canaries: 300, guesses: 100, correct: correct)
      let level = try AuditLevel(delta: 1e-4, significance: 0.05)
      let epsilon = try OneRunEpsilon.bound(counts, level: level).epsilon
      #expect(OneRunEpsilon.pValue(counts, epsilon: epsilon - 1e-6, delta: 1e-4) < 0.05)
      #expect(OneRunEpsilon.pValue(counts, epsilon: epsilon + 1e-6, delta: 1e-4) > 0.05)
    }
  }

  @Test("More right guesses raise it; more canaries, guesses, delta or care lower it")
  func monotone() throws {
    func bound(
      _ canaries: Int, _ guesses: Int, _ correct: Int, _ delta: Double, _ significance: Double
    ) throws -> Double {
      try OneRunEpsilon.bound(
        GuessCounts(canaries: canaries, guesses: guesses, correct: correct),
        level: AuditLevel(delta: delta, significance: significance)
      ).epsilon
    }
    for correct in stride(from: 65, through: 95, by: 5) {
      let epsilon = try bound(500, 100, correct, 1e-4, 0.05)
      #expect(try epsilon < bound(500, 100, correct + 1, 1e-4, 0.05))
      #expect(try epsilon > bound(1000, 100, correct, 1e-4, 0.05))
      #expect(try epsilon > bound(500, 101, correct, 1e-4, 0.05))
      #expect(try epsilon > bound(500, 100, correct, 1e-3, 0.05))
      #expect(try epsilon < bound(500, 100, correct, 0, 0.05))
      #expect(try epsilon > bound(500, 100, correct, 1e-4, 0.01))
    }
  }

  @Test("Guesses no better than coins give 0")
  func worthless() throws {
    for correct in [0, 1, 50, 55] {
      let counts = try GuessCounts(canaries: 100, guesses: 100, correct: correct)
      for delta in [0, 1e-5, 0.9] {
        let level = try AuditLevel(delta: delta, significance: 0.05)
        #expect(try OneRunEpsilon.bound(counts, level: level).epsilon == 0)
      }
    }
  }

  @Test("Abstentions count as wrong guesses when delta is positive and not at all at delta 0")
  func abstentions() throws {
    let counts = try GuessCounts(canaries: 500, guesses: 100, correct: 80, abstentions: 10)
    let made = try GuessCounts(canaries: 500, guesses: 90, correct: 80)
    let planned = try GuessCounts(canaries: 500, guesses: 100, correct: 80)
    for (delta, same) in [(0, made), (1e-5, planned)] {
      let level = try AuditLevel(delta: delta, significance: 0.05)
      let (bound, expected) = (
        try OneRunEpsilon.bound(counts, level: level).epsilon,
        try OneRunEpsilon.bound(same, level: level).epsilon
      )
      #expect(agrees(bound, expected, to: 1e-10))
    }
  }

  @Test("A number of guesses chosen from the model costs something only when delta is positive")
  func chosen() throws {
    let fixed = try GuessCounts(canaries: 500, guesses: 100, correct: 80)
    let chosen = try GuessCounts(
      canaries: 500, guesses: 100, correct: 80, plan: .chosenFromModel)
    for (delta, costs) in [(0, false), (1e-5, true)] {
      let level = try AuditLevel(delta: delta, significance: 0.05)
      let (free, charged) = (
        try OneRunEpsilon.bound(fixed, level: level).epsilon,
        try OneRunEpsilon.bound(chosen, level: level).epsilon
      )
      #expect(costs ? charged < free : charged == free)
    }
  }

  @Test("A run without a guess planned is refused")
  func noGuess() throws {
    let counts = try GuessCounts(canaries: 9, guesses: 0, correct: 0)
    let level = try AuditLevel(delta: 0, significance: 0.05)
    let line = refusal { _ = try OneRunEpsilon.bound(counts, level: level) }
    #expect(line == "no guess about 9 canaries was planned; guess at least 1")
  }

  @Test(
    "It exceeds the epsilon of randomized response in at most a share alpha of 2,000 audits",
    arguments: [0.5, 2])
  func coverage(epsilon: Double) throws {
    // A valid bound fails this with a probability below 1e-6.
    let level = try AuditLevel(delta: 0, significance: 0.05)
    var generator = SeededGenerator(seed: 15, label: "one-run coverage \(epsilon)")
    var failures = 0
    for _ in 0..<2000 {
      let correct = (0..<500).count { _ in generator.bernoulli(1 / (1 + exp(-epsilon))) }
      let counts = try GuessCounts(canaries: 500, guesses: 500, correct: correct)
      if try OneRunEpsilon.bound(counts, level: level).epsilon > epsilon { failures += 1 }
    }
    #expect(failures <= failuresAllowed(0.05, in: 2000))
    // It is exact up to the steps of the binomial, so that it must also fail nearly as often.
    #expect(failures > 50)
  }

  @Test("It holds for randomized response that betrays each coin with probability delta")
  func approximateCoverage() throws {
    // A valid bound fails this with a probability below 1e-6.
    let (epsilon, delta) = (1.0, 0.01)
    let level = try AuditLevel(delta: delta, significance: 0.05)
    var generator = SeededGenerator(seed: 15, label: "approximate one-run coverage")
    var failures = 0
    for _ in 0..<1000 {
      let correct = (0..<500).count { _ in
        generator.bernoulli(delta) || generator.bernoulli(1 / (1 + exp(-epsilon)))
      }
      let counts = try GuessCounts(canaries: 500, guesses: 500, correct: correct)
      if try OneRunEpsilon.bound(counts, level: level).epsilon > epsilon { failures += 1 }
    }
    #expect(failures <= failuresAllowed(0.05, in: 1000))
  }
}
