import Foundation
import PrivacyBounds
import Statistics
import Testing

@Suite struct `The posterior of two error rates` {
  @Test("The mass that contradicts privacy agrees with a sum over quantiles")
  func slow() throws {
    let points = 20_000
    for (counts, delta, epsilon) in [
      (try trials(30, of: 40, 12, of: 30), 0.001, 0.7), (try trials(40, of: 40, 0, of: 30), 0, 4),
      (try trials(1, of: 400, 0, of: 30), 0.01, 0.2), (try trials(5, of: 9, 4, of: 9), 0, 0),
    ] {
      let miss = Beta(a: 0.5 + Double(counts.falseNegatives), b: 0.5 + Double(counts.truePositives))
      let alarm = Beta(
        a: 0.5 + Double(counts.falsePositives), b: 0.5 + Double(counts.trueNegatives))
      let growth = exp(epsilon)
      var inside = 0.0
      for index in 0..<points {
        let x = miss.quantile((Double(index) + 0.5) / Double(points))
        let low = max(0, 1 - delta - x * growth, (1 - delta - x) / growth)
        let high = min(1, 1 + (delta - x) / growth, delta + (1 - x) * growth)
        inside += alarm.cumulative(high) - alarm.cumulative(low)
      }
      let mass = JointBetaPosterior(counts).violation(epsilon: epsilon, delta: delta)
      #expect(agrees(mass, 1 - inside / Double(points), to: 2e-5))
    }
  }

  @Test("At epsilon 0 and delta 0 every pair of rates contradicts privacy")
  func perfectPrivacy() throws {
    for counts in [try trials(9, of: 9, 0, of: 9), try trials(500, of: 1000, 3, of: 50)] {
      let mass = JointBetaPosterior(counts).violation(epsilon: 0, delta: 0)
      #expect(agrees(mass, 1, to: 1e-10))
    }
  }

  @Test("The mass falls as epsilon and delta rise")
  func monotone() throws {
    let posterior = JointBetaPosterior(try trials(80, of: 100, 15, of: 90))
    for epsilon in stride(from: 0.2, through: 3, by: 0.2) {
      let mass = posterior.violation(epsilon: epsilon, delta: 1e-3)
      #expect(mass > posterior.violation(epsilon: epsilon + 0.1, delta: 1e-3))
      #expect(mass > posterior.violation(epsilon: epsilon, delta: 1e-2))
    }
  }
}
