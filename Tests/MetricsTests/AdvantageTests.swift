import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Advantage at a calibrated threshold` {
  @Test(
    "The advantage and its interval are those of the balanced accuracy, doubled less one",
    arguments: [1.0, 0, 2.5, -5])
  func balanced(threshold: Double) throws {
    let sample = `Decisions at a calibrated threshold`.sample
    let threshold = Threshold(threshold, origin: "shadows")
    let accuracy = try #require(
      try CalibratedDecision.readings(of: sample, threshold: threshold).first)
    let readings = try Advantage.readings(of: sample, threshold: threshold)
    #expect(readings.map(\.metric) == ["advantage"])
    let (value, interval) = (
      try #require(accuracy.value), try #require(accuracy.interval)
    )
    #expect(abs(try #require(readings[0].value) - (2 * value - 1)) < 1e-12)
    #expect(readings[0].hasInterval(2 * interval.low - 1, 2 * interval.high - 1))
  }

  @Test("An attack of the wrong sign has a negative advantage")
  func negative() throws {
    let readings = try Advantage.readings(
      of: Sample("", in: [0, 1, 0], out: [2, 3]), threshold: Threshold(1.5, origin: "theory"))
    #expect(readings.map(\.value) == [-1])
    #expect(readings[0].covers(-1))
  }

  @Test("Without a threshold or a side the status says why")
  func status() throws {
    let sample = Sample("", in: [1], out: [])
    #expect(try Advantage.readings(of: sample).map(\.status) == [.notCalibrated])
    #expect(
      try Advantage.readings(of: sample, threshold: Threshold(0, origin: "theory")).map(\.status)
        == [.notApplicable])
  }

  @Test("A level out of its range is refused, and another metric's evidence passed over")
  func settings() throws {
    #expect(throws: (any Error).self) { try Advantage.reading("level: 95") }
    let metric = try Advantage.reading("level: 0.9")
    #expect(
      try metric.readings(of: .predictions(Predictions(isCorrect: [true], isMember: [true])))
        .isEmpty)
  }
}
