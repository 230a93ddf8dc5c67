import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Residual risk of disclosure` {
  /// Wilson's middle and half width: attempts, successes, both numbers as Anonymeter prints them.
  static let rates: [(attempts: Int, successes: Double, rate: Double, error: Double)] = [
    (1000, 850, 0.848661, 0.022129), (1000, 0, 0.001913, 0.001913),
    (1000, 1000, 0.998087, 0.001913),
    (100, 23, 0.239988, 0.081556), (100, 11, 0.124427, 0.061886), (100, 100, 0.981503, 0.018497),
  ]

  @Test("Rates are the middles of Wilson's intervals", arguments: rates)
  func wilson(attempts: Int, successes: Double, rate: Double, error: Double) {
    let found = GuessOutcome(attempts: attempts, successes: successes).wilson(level: 0.95)
    #expect(abs(found.rate - rate) < 5e-7 && abs(found.error - error) < 5e-7)
  }

  @Test("The residual is what the hold-out leaves, with both errors propagated")
  func residual() {
    let risk = DisclosureRisk(
      main: GuessOutcome(attempts: 100, successes: 23),
      control: GuessOutcome(attempts: 100, successes: 11),
      naive: GuessOutcome(attempts: 100, successes: 5))
    let (value, interval) = risk.residual(level: 0.95)
    let expected = (0.239988 - 0.124427) / (1 - 0.124427)
    #expect(abs(value - expected) < 1e-5)
    let first = 0.081556 / (1 - 0.124427)
    let second = 0.061886 * (0.239988 - 1) / ((1 - 0.124427) * (1 - 0.124427))
    let error = (first * first + second * second).squareRoot()
    #expect(abs(interval.high - (expected + error)) < 1e-5)
    #expect(abs(interval.low - (expected - error)) < 1e-5)
  }

  @Test("A negative residual is cut to 0, and its interval with it")
  func cut() {
    let risk = DisclosureRisk(
      main: GuessOutcome(attempts: 100, successes: 10),
      control: GuessOutcome(attempts: 100, successes: 60),
      naive: GuessOutcome(attempts: 100, successes: 5))
    #expect(risk.residual(level: 0.95).value == 0)
    #expect(risk.residual(level: 0.95).interval.low == 0)
  }

  @Test("Where guesses without the release are as often right there is no value but a reason")
  func naive() {
    let same = GuessOutcome(attempts: 100, successes: 10)
    let reading = DisclosureRisk(main: same, control: same, naive: same)
      .reading("linkability", convention: "two halves")
    #expect(reading.value == nil && reading.status == .notResolvable && reading.interval == nil)
    #expect(
      reading.convention
        == "two halves; right on members 0.1000, on the hold-out 0.1000, without the release 0.1000: "
        + "no better than without the release, so no risk is told from 0")
  }
}
