import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Intervals between targets` {
  static func reading(_ value: Double?, half: Double?, level: Double = 0.95) -> Reading {
    Reading(
      "auc", value: value,
      interval: value.flatMap { value in
        half.map { Interval(low: value - $0, high: value + $0, level: level, method: "given") }
      }, count: 100, status: value == nil ? .notApplicable : .ok, convention: "given")
  }

  @Test("Five targets have Student's interval and its width beside that of their records")
  func five() throws {
    let values = [0.5, 0.55, 0.6, 0.65, 0.7]
    let found = try BetweenTargets(values.map { Self.reading($0, half: 0.02) })
    // The quantile of Student's t with 4 degrees of freedom at 0.975, from a table.
    let half = 2.7764451051977934 * (0.00625 / 5).squareRoot()
    #expect(abs(found.mean - 0.6) < 1e-15)
    #expect(abs(found.deviation - 0.00625.squareRoot()) < 1e-15)
    #expect(abs(found.interval.low - (0.6 - half)) < 1e-12)
    #expect(abs(found.interval.high - (0.6 + half)) < 1e-12)
    // The records alone: 0.02 over the root of 5.
    let widening = half / (0.02 / 5.0.squareRoot())
    #expect(abs(try #require(found.widening) - widening) < 1e-9)
    #expect(
      found.convention
        == "interval: Student t between targets; 10.97 times as wide as from the records of the "
        + "targets alone")
  }

  @Test("Where a target has no interval, none has width, or levels differ, nothing is compared")
  func withoutIntervals() throws {
    for readings in [
      [Self.reading(0.5, half: nil), Self.reading(0.6, half: 0.1)],
      [Self.reading(0.5, half: 0), Self.reading(0.6, half: 0)],
      [Self.reading(0.5, half: 0.1, level: 0.9), Self.reading(0.6, half: 0.1)],
    ] {
      let found = try BetweenTargets(readings)
      #expect(found.widening == nil)
      #expect(found.convention == "interval: Student t between targets")
    }
  }

  @Test("One target, none, or one without a value has no interval between targets")
  func refused() {
    for readings in [
      [], [Self.reading(0.5, half: 0.1)],
      [Self.reading(0.5, half: 0.1), Self.reading(nil, half: nil), Self.reading(0.4, half: 0.1)],
    ] {
      #expect(throws: MetricsError.self) { try BetweenTargets(readings) }
    }
  }
}
