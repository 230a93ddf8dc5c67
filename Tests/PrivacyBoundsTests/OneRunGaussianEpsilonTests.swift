import PrivacyBounds
import Statistics
import Testing

@Suite struct `The f-DP one-run bound` {
  @Test("Its mu is where the recursion with all its steps begins to contradict nothing")
  func slow() throws {
    for (canaries, guesses, correct) in [(100, 20, 18), (100, 100, 70), (50, 50, 50), (400, 9, 9)] {
      let counts = try GuessCounts(canaries: canaries, guesses: guesses, correct: correct)
      let mu = try OneRunGaussianEpsilon.mu(counts, significance: 0.05)
      #expect(mu > 0)
      #expect(isContradicted(canaries, guesses, correct, mu: mu - 1e-8))
      #expect(!isContradicted(canaries, guesses, correct, mu: mu + 1e-8))
    }
  }

  /// The recursion as printed in the paper, over whole arrays and to its end.
  private func isContradicted(
    _ canaries: Int, _ guesses: Int, _ correct: Int, mu: Double
  ) -> Bool {
    let normal = Normal.standard
    let significance = 0.05 / Double(canaries)
    var r = Array(repeating: significance * Double(correct), count: correct + 1)
    var h = Array(repeating: significance * Double(guesses - correct), count: correct + 1)
    for i in (0..<correct).reversed() {
      let trade = r[i + 1] < 1 ? normal.cumulative(normal.quantile(r[i + 1]) - mu) : 1
      h[i] = max(h[i + 1], trade)
      r[i] = r[i + 1] + Double(i) / Double(guesses - i) * (h[i] - h[i + 1])
    }
    return r[0] + h[0] > Double(guesses) / Double(canaries)
  }

  @Test(
    "It has the values of a solver that runs the recursion in another language",
    arguments: [
      (20_000, 12_000, 0.17295528445), (20_000, 19_000, 1.13744119106),
      (20_000, 20_000, 3.0737371359), (1000, 900, 0.63789644937), (20_000, 10_400, 0.03176673059),
    ])
  func values(guesses: Int, correct: Int, mu: Double) throws {
    let counts = try GuessCounts(canaries: 20_000, guesses: guesses, correct: correct)
    #expect(agrees(try OneRunGaussianEpsilon.mu(counts, significance: 0.05), mu, to: 2e-9 * mu))
  }

  @Test("Its epsilon is that of the Gaussian trade-off of its mu, and above the one-run bound")
  func conversion() throws {
    let counts = try GuessCounts(canaries: 2000, guesses: 200, correct: 180)
    let level = try AuditLevel(delta: 1e-6, significance: 0.05)
    let bound = try OneRunGaussianEpsilon.bound(counts, level: level)
    let mu = try OneRunGaussianEpsilon.mu(counts, significance: 0.05)
    #expect(try bound.epsilon == GaussianTradeOff(mu: mu).epsilon(delta: 1e-6))
    #expect(try bound.epsilon > OneRunEpsilon.bound(counts, level: level).epsilon)
    #expect(bound.family == .oneRunGaussian)
  }

  @Test("More right guesses raise it; more guesses, delta or care lower it")
  func monotone() throws {
    func bound(
      _ guesses: Int, _ correct: Int, _ delta: Double, _ significance: Double
    ) throws -> Double {
      try OneRunGaussianEpsilon.bound(
        GuessCounts(canaries: 500, guesses: guesses, correct: correct),
        level: AuditLevel(delta: delta, significance: significance)
      ).epsilon
    }
    for correct in stride(from: 65, through: 95, by: 5) {
      let epsilon = try bound(100, correct, 1e-5, 0.05)
      #expect(try epsilon < bound(100, correct + 1, 1e-5, 0.05))
      #expect(try epsilon > bound(101, correct, 1e-5, 0.05))
      #expect(try epsilon > bound(100, correct, 1e-4, 0.05))
      #expect(try epsilon > bound(100, correct, 1e-5, 0.01))
    }
  }

  @Test("Guesses no better than coins give 0", arguments: [0, 1, 50, 55])
  func worthless(correct: Int) throws {
    let counts = try GuessCounts(canaries: 100, guesses: 100, correct: correct)
    let level = try AuditLevel(delta: 1e-5, significance: 0.05)
    #expect(try OneRunGaussianEpsilon.bound(counts, level: level).epsilon == 0)
  }

  @Test("A number of guesses chosen from the model and delta 0 are refused")
  func refusals() throws {
    let chosen = try GuessCounts(canaries: 9, guesses: 9, correct: 9, plan: .chosenFromModel)
    let fixed = try GuessCounts(canaries: 9, guesses: 9, correct: 9)
    let (some, none) = (
      try AuditLevel(delta: 1e-5, significance: 0.05), try AuditLevel(delta: 0, significance: 0.05)
    )
    let plan = refusal { _ = try OneRunGaussianEpsilon.bound(chosen, level: some) }
    #expect(plan?.hasPrefix("the f-DP bound needs a number of guesses fixed beforehand") == true)
    let delta = refusal { _ = try OneRunGaussianEpsilon.bound(fixed, level: none) }
    #expect(delta?.hasPrefix("a Gaussian trade-off has no finite epsilon") == true)
  }

  @Test("It exceeds the mu of a Gaussian mechanism in at most a share alpha of 1,000 audits")
  func coverage() throws {
    // A valid bound fails this with a probability below 1e-6.
    var generator = SeededGenerator(seed: 15, label: "f-DP coverage")
    let cut = try GuessCut(members: 25, nonMembers: 25)
    var failures = 0
    for _ in 0..<1000 {
      let included = (0..<200).map { _ in generator.bernoulli(0.5) }
      let canaries = try CanaryScores(
        scores: included.map { generator.normal() + ($0 ? 1 : 0) }, included: included,
        inclusion: .independentCoins)
      let mu = try OneRunGaussianEpsilon.mu(canaries.guess(cut), significance: 0.05)
      if mu > 1 { failures += 1 }
    }
    #expect(failures <= failuresAllowed(0.05, in: 1000))
  }
}
