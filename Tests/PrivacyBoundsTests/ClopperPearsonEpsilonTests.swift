import Foundation
import PrivacyBounds
import Statistics
import Testing

@Suite struct `The Clopper-Pearson bound` {
  struct Vector: Sendable, CustomTestStringConvertible {
    let truePositives: Int
    let falsePositives: Int
    let trials: Int
    let delta: Double
    var significance = 0.05
    let epsilon: Double
    var testDescription: String { "\(truePositives) and \(falsePositives) of \(trials)" }
  }

  private static let vectors = [
    Vector(truePositives: 100, falsePositives: 1, trials: 1000, delta: 0, epsilon: 2.692598),
    Vector(truePositives: 100, falsePositives: 0, trials: 1000, delta: 1e-5, epsilon: 3.104402),
    Vector(truePositives: 500, falsePositives: 10, trials: 1000, delta: 1e-5, epsilon: 3.241995),
    Vector(truePositives: 1000, falsePositives: 0, trials: 1000, delta: 1e-5, epsilon: 5.600577),
    Vector(
      truePositives: 990, falsePositives: 5, trials: 1000, delta: 1e-5, significance: 0.1,
      epsilon: 4.540840),
    Vector(truePositives: 50, falsePositives: 1, trials: 50000, delta: 1e-5, epsilon: 1.882824),
  ]

  @Test("It has the values computed independently", arguments: vectors)
  func values(vector: Vector) throws {
    let level = try AuditLevel(delta: vector.delta, significance: vector.significance)
    let counts = try trials(
      vector.truePositives, of: vector.trials, vector.falsePositives, of: vector.trials)
    let bound = try ClopperPearsonEpsilon.bound(counts, level: level)
    #expect(agrees(bound.epsilon, vector.epsilon, to: 5.1e-7))
  }

  @Test(
    "A perfect attack on n models a side shows no more than its ceiling",
    arguments: [(100, 3.2813), (500, 4.9056), (1000, 5.6006), (5000, 7.2115), (10000, 7.9048)])
  func ceiling(count: Int, epsilon: Double) throws {
    let bound = try ClopperPearsonEpsilon.bound(
      trials(count, of: count, 0, of: count), level: AuditLevel(delta: 0, significance: 0.05))
    #expect(agrees(bound.epsilon, epsilon, to: 5e-5))
  }

  @Test("500 of 500 at significance 0.01 give 4.54, as the paper of TensorFlow Privacy's bound")
  func published() throws {
    let bound = try ClopperPearsonEpsilon.bound(
      trials(500, of: 500, 0, of: 500), level: AuditLevel(delta: 0, significance: 0.01))
    #expect(agrees(bound.epsilon, 4.54, to: 0.005))
  }

  @Test("It agrees with rates found by halving on a sum of binomial probabilities")
  func slow() throws {
    for (hits, alarms, count) in [(9, 1, 12), (12, 0, 12), (3, 0, 5), (20, 6, 30)] {
      let (missRate, alarmRate) = (
        slowUpper(count - hits, of: count, 0.025), slowUpper(alarms, of: count, 0.025)
      )
      let slow = max(
        0, log((1 - 0.001 - missRate) / alarmRate), log((1 - 0.001 - alarmRate) / missRate))
      let fast = try ClopperPearsonEpsilon.bound(
        trials(hits, of: count, alarms, of: count),
        level: AuditLevel(delta: 0.001, significance: 0.05))
      #expect(agrees(fast.epsilon, slow, to: 1e-9))
    }
  }

  private func slowUpper(_ errors: Int, of count: Int, _ tail: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let mass = (0...errors).reduce(0) { $0 + probability($1, of: count, middle) }
      if mass > tail { low = middle } else { high = middle }
    }
    return low
  }

  @Test("More hits raise it; more alarms, a larger delta or more thresholds do not")
  func monotone() throws {
    func bound(_ hits: Int, _ alarms: Int, delta: Double, thresholds: Int) throws -> Double {
      try ClopperPearsonEpsilon.bound(
        trials(hits, of: 100, alarms, of: 100),
        level: AuditLevel(delta: delta, significance: 0.05), thresholds: thresholds
      ).epsilon
    }
    for hits in stride(from: 55, through: 95, by: 10) {
      let epsilon = try bound(hits, 5, delta: 0, thresholds: 1)
      #expect(try epsilon < bound(hits + 5, 5, delta: 0, thresholds: 1))
      #expect(try epsilon > bound(hits, 6, delta: 0, thresholds: 1))
      #expect(try epsilon > bound(hits, 5, delta: 0.01, thresholds: 1))
      #expect(try epsilon > bound(hits, 5, delta: 0, thresholds: 2))
    }
  }

  @Test("An attack that is always wrong bounds nothing")
  func worthless() throws {
    let level = try AuditLevel(delta: 1e-5, significance: 0.05)
    let wrong = try ClopperPearsonEpsilon.bound(trials(0, of: 9, 9, of: 9), level: level)
    let constant = try ClopperPearsonEpsilon.bound(trials(9, of: 9, 9, of: 9), level: level)
    #expect(wrong.epsilon == 0 && constant.epsilon == 0)
  }

  @Test("No threshold declared is refused")
  func noThreshold() throws {
    let counts = try trials(5, of: 9, 1, of: 9)
    let level = try AuditLevel(delta: 0, significance: 0.05)
    let line = refusal {
      _ = try ClopperPearsonEpsilon.bound(counts, level: level, thresholds: 0)
    }
    #expect(line?.hasPrefix("0 thresholds or cuts were declared") == true)
  }

  @Test("It exceeds the epsilon of randomized response in at most a share alpha of 2,000 audits")
  func coverage() throws {
    // A valid bound fails this with a probability below 1e-6.
    let (epsilon, level) = (1.0, try AuditLevel(delta: 0, significance: 0.05))
    var generator = SeededGenerator(seed: 15, label: "Clopper-Pearson coverage")
    var failures = 0
    for _ in 0..<2000 {
      let hits = (0..<100).count { _ in generator.bernoulli(1 / (1 + exp(-epsilon))) }
      let alarms = (0..<100).count { _ in generator.bernoulli(1 / (1 + exp(epsilon))) }
      let bound = try ClopperPearsonEpsilon.bound(
        trials(hits, of: 100, alarms, of: 100), level: level)
      if bound.epsilon > epsilon { failures += 1 }
    }
    #expect(failures <= failuresAllowed(0.05, in: 2000))
  }
}
