import PrivacyBounds
import Statistics
import Testing

@Suite struct `The bound of a Gaussian trade-off` {
  @Test("It is the epsilon of the mu through the exact upper rates")
  func definition() throws {
    let counts = try trials(700, of: 1000, 20, of: 1000)
    let level = try AuditLevel(delta: 1e-5, significance: 0.05)
    let miss = clopperPearsonUpper(successes: 300, trials: 1000, level: 0.975)
    let alarm = clopperPearsonUpper(successes: 20, trials: 1000, level: 0.975)
    let mu = -Normal.standard.quantile(alarm) - Normal.standard.quantile(miss)
    #expect(agrees(try GaussianEpsilon.mu(counts, significance: 0.05), mu, to: 1e-12))
    let bound = try GaussianEpsilon.bound(counts, level: level)
    #expect(try agrees(bound.epsilon, GaussianTradeOff(mu: mu).epsilon(delta: 1e-5), to: 1e-9))
    #expect(bound.family == .gaussian)
  }

  @Test("An attack worse than guessing gives 0, not the bound of its reverse")
  func reversed() throws {
    let counts = try trials(20, of: 1000, 700, of: 1000)
    #expect(try GaussianEpsilon.mu(counts, significance: 0.05) == 0)
    let level = try AuditLevel(delta: 1e-5, significance: 0.05)
    #expect(try GaussianEpsilon.bound(counts, level: level).epsilon == 0)
  }

  @Test("More thresholds and a larger delta lower it, more hits raise it")
  func monotone() throws {
    func bound(_ hits: Int, delta: Double, thresholds: Int) throws -> Double {
      try GaussianEpsilon.bound(
        trials(hits, of: 100, 5, of: 100), level: AuditLevel(delta: delta, significance: 0.05),
        thresholds: thresholds
      ).epsilon
    }
    let epsilon = try bound(60, delta: 1e-5, thresholds: 1)
    #expect(try epsilon < bound(61, delta: 1e-5, thresholds: 1))
    #expect(try epsilon > bound(60, delta: 1e-4, thresholds: 1))
    #expect(try epsilon > bound(60, delta: 1e-5, thresholds: 10))
  }

  @Test("Delta 0 is refused")
  func noDelta() throws {
    let counts = try trials(60, of: 100, 5, of: 100)
    let level = try AuditLevel(delta: 0, significance: 0.05)
    let line = refusal { _ = try GaussianEpsilon.bound(counts, level: level) }
    #expect(line?.hasPrefix("a Gaussian trade-off has no finite epsilon at delta 0") == true)
  }

  @Test("It exceeds the mu of a Gaussian mechanism in at most a share alpha of 2,000 audits")
  func coverage() throws {
    // A valid bound fails this with a probability below 1e-6.
    var generator = SeededGenerator(seed: 15, label: "mu coverage")
    var failures = 0
    for _ in 0..<2000 {
      let hits = (0..<60).count { _ in generator.normal() + 1 >= 0.5 }
      let alarms = (0..<60).count { _ in generator.normal() >= 0.5 }
      let mu = try GaussianEpsilon.mu(trials(hits, of: 60, alarms, of: 60), significance: 0.05)
      if mu > 1 { failures += 1 }
    }
    #expect(failures <= failuresAllowed(0.05, in: 2000))
  }
}
