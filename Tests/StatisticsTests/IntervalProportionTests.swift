import Foundation
import Statistics
import Testing

@Suite struct `Intervals for proportions` {
  /// A reference interval, computed by another library.
  struct Case: Sendable, CustomTestStringConvertible {
    let successes: Int
    let trials: Int
    let level: Double
    let low: Double
    let high: Double

    init(_ successes: Int, _ trials: Int, _ level: Double, _ low: Double, _ high: Double) {
      (self.successes, self.trials, self.level) = (successes, trials, level)
      (self.low, self.high) = (low, high)
    }

    var testDescription: String { "\(successes) of \(trials)" }
  }

  static let tolerance = 1e-10

  @Test(
    "The exact interval agrees with reference values",
    arguments: [
      Case(0, 10, 0.95, 0, 0.30849710781876294),
      Case(1, 10, 0.95, 0.0025285785444625728, 0.44501611702819543),
      Case(10, 10, 0.95, 0.6915028921812371, 1),
      Case(850, 1000, 0.95, 0.8263418714329349, 0.8715751888837979),
      Case(3, 100_000, 0.999, 1.4970523492375e-06, 0.00013933261449425207),
      Case(0, 0, 0.95, 0, 1),
    ])
  func exact(sample: Case) {
    let interval = clopperPearson(
      successes: sample.successes, trials: sample.trials, level: sample.level)
    #expect(agrees(interval.low, sample.low, within: Self.tolerance))
    #expect(agrees(interval.high, sample.high, within: Self.tolerance))
    #expect(interval.level == sample.level)
    #expect(interval.method == "Clopper-Pearson")
  }

  @Test("The exact one-sided bound without successes is 1 - (1 - level)^(1 / trials)")
  func oneSided() {
    let bound = clopperPearsonUpper(successes: 0, trials: 1000, level: 0.95)
    #expect(agrees(bound, 0.0029912495450953314, within: Self.tolerance))
    #expect(clopperPearsonUpper(successes: 7, trials: 7, level: 0.95) == 1)
    let twoSided = clopperPearson(successes: 3, trials: 50, level: 0.9)
    #expect(agrees(clopperPearsonUpper(successes: 3, trials: 50, level: 0.95), twoSided.high))
  }

  /// Counts of an attack at one threshold and the lower bound of ε that they prove.
  struct Bound: Sendable {
    let truePositives: Int
    let falsePositives: Int
    let delta: Double
    let epsilon: Double
  }

  @Test(
    "The bounds give the published lower bounds of ε for 1000 members and 1000 non-members",
    arguments: [
      Bound(truePositives: 100, falsePositives: 1, delta: 0, epsilon: 2.692598),
      Bound(truePositives: 100, falsePositives: 0, delta: 1e-5, epsilon: 3.104402),
      Bound(truePositives: 1000, falsePositives: 0, delta: 1e-5, epsilon: 5.600577),
    ])
  func epsilon(bound: Bound) {
    let missed = clopperPearson(successes: 1000 - bound.truePositives, trials: 1000, level: 0.95)
    let alarms = clopperPearson(successes: bound.falsePositives, trials: 1000, level: 0.95)
    let epsilon = max(0, log((1 - bound.delta - missed.high) / alarms.high))
    #expect(abs(epsilon - bound.epsilon) < 5e-7)
  }

  @Test("The exact interval covers at its level for every proportion", arguments: 1...19)
  func coverage(twentieths: Int) {
    let (trials, level) = (12, 0.9)
    let probability = Double(twentieths) / 20
    let binomial = Binomial(trials: trials, probability: probability)
    var coverage = 0.0
    for successes in 0...trials {
      let interval = clopperPearson(successes: successes, trials: trials, level: level)
      guard interval.low <= probability, probability <= interval.high else { continue }
      coverage += binomial.cumulative(successes) - binomial.cumulative(successes - 1)
    }
    #expect(coverage >= level)
  }

  @Test(
    "Wilson's interval agrees with reference values",
    arguments: [
      Case(0, 10, 0.95, 0, 0.27753279986288926), Case(10, 10, 0.95, 0.7224672001371109, 1),
      Case(5, 10, 0.95, 0.236593090512564, 0.7634069094874361),
      Case(850, 1000, 0.95, 0.848661 - 0.022129, 0.848661 + 0.022129),
    ])
  func score(sample: Case) {
    let interval = wilson(successes: sample.successes, trials: sample.trials, level: sample.level)
    #expect(abs(interval.low - sample.low) < 1e-6)
    #expect(abs(interval.high - sample.high) < 1e-6)
    #expect(interval.method == "Wilson")
  }

  @Test("More successes than trials and a level of 1 end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) {
      _ = clopperPearson(successes: 3, trials: 2, level: 0.95)
    }
    await #expect(processExitsWith: .failure) { _ = wilson(successes: 1, trials: 2, level: 1) }
  }
}
