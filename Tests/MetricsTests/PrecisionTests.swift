import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Precision at priors` {
  @Test(
    "At a TPR of 0.05 and an FPR of 0.001 the precision is that of Bayes",
    arguments: [(0.01, 0.335570), (0.1, 0.847458), (0.5, 0.980392)] as [(Double, Double)])
  func bayes(prior: Double, expected: Double) throws {
    #expect(abs(try #require(precision(0.05, 0.001, prior)) - expected) < 5e-7)
  }

  @Test("At even rates the precision is the prior, and where nobody is accused there is none")
  func extremes() throws {
    #expect(abs(try #require(precision(0.3, 0.3, 0.01)) - 0.01) < 1e-15)
    #expect(precision(0.2, 0, 0.01) == 1)
    #expect(precision(0, 0.2, 0.01) == 0)
    #expect(precision(0, 0, 0.01) == nil)
  }

  @Test("Each prior has a reading between the precisions of the rates' worst and best ends")
  func readings() throws {
    let sample = `Decisions at a calibrated threshold`.sample
    let readings = try Precision.readings(
      of: sample, threshold: Threshold(1, origin: "fitted on 3 shadows"))
    #expect(
      readings.map(\.metric)
        == ["precision@prior=0.01", "precision@prior=0.1", "precision@prior=0.5"])
    let (tpr, fpr) = (
      clopperPearson(successes: 30, trials: 40, level: 0.975),
      clopperPearson(successes: 5, trials: 50, level: 0.975)
    )
    for (reading, prior) in zip(readings, [0.01, 0.1, 0.5]) {
      func expected(_ tpr: Double, _ fpr: Double) -> Double {
        1 / (1 + (1 - prior) / prior * fpr / tpr)
      }
      #expect(abs(try #require(reading.value) - expected(0.75, 0.1)) < 1e-12)
      #expect(reading.hasInterval(expected(tpr.low, fpr.high), expected(tpr.high, fpr.low)))
      #expect(reading.convention.hasPrefix("score >= 1.0, fitted on 3 shadows"))
      #expect(reading.count == 90)
    }
  }

  @Test("Without a threshold, a side or an accusation the status says why")
  func status() throws {
    let sample = `Decisions at a calibrated threshold`.sample
    let high = Threshold(100, origin: "theory")
    #expect(try Precision.readings(of: sample).map(\.status) == [.notCalibrated])
    #expect(
      try Precision.readings(of: Sample("", in: [1], out: []), threshold: high).map(\.status)
        == [.notApplicable])
    let silent = try Precision.readings(of: sample, threshold: high, settings: "priors: [0.2]")
    #expect(silent.map(\.status) == [.notApplicable])
    #expect(silent.map(\.metric) == ["precision@prior=0.2"])
  }
}
