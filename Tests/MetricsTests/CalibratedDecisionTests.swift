import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Decisions at a calibrated threshold` {
  /// Thirty of forty members and five of fifty non-members at or above 1.
  static let sample = Sample(
    "30 of 40 and 5 of 50",
    in: Array(repeating: 1, count: 20) + Array(repeating: 3, count: 10)
      + Array(repeating: 0.999, count: 10),
    out: Array(repeating: 1, count: 5) + Array(repeating: -2, count: 45))

  @Test("Without a threshold there is no decision and one reading says so")
  func notCalibrated() throws {
    let readings = try CalibratedDecision.readings(of: Self.sample)
    #expect(readings.map(\.metric) == ["balanced-accuracy"])
    #expect(readings[0].status == .notCalibrated)
    #expect(readings[0].value == nil && readings[0].interval == nil)
    #expect(readings[0].count == 90)
  }

  @Test("A score equal to the threshold is called a member")
  func boundary() throws {
    let readings = try CalibratedDecision.readings(
      of: Self.sample, threshold: Threshold(1, origin: "fitted on 3 shadows"))
    #expect(
      readings.map(\.metric) == ["balanced-accuracy", "tpr@calibrated", "fpr@calibrated"])
    #expect(readings.map(\.value) == [0.825, 0.75, 0.1])
    #expect(readings.map(\.count) == [90, 40, 50])
    #expect(readings.allSatisfy { $0.convention.hasPrefix("score >= 1.0, fitted on 3 shadows") })
  }

  @Test("The rates have exact intervals, and the mean's combines their distances")
  func intervals() throws {
    let readings = try CalibratedDecision.readings(
      of: Self.sample, threshold: Threshold(1, origin: "shadows"))
    // Computed with another library's beta quantiles.
    #expect(readings[0].hasInterval(0.7247657146766694, 0.8950038924940886))
    #expect(readings[1].hasInterval(0.5880380198485702, 0.873085201067155))
    #expect(readings[2].hasInterval(0.033275093589022475, 0.21813536643420225))
    #expect(readings[1].interval?.method == "Clopper-Pearson")
    #expect(readings[0].interval?.method == "MOVER of Clopper-Pearson")
  }

  @Test("The level reaches all three intervals")
  func level() throws {
    let readings = try CalibratedDecision.readings(
      of: Sample("", in: [1, 2, 3, 4], out: [0, 0, 0, 9]),
      threshold: Threshold(0.5, origin: "theory"), settings: "level: 0.9")
    #expect(readings.map(\.value) == [0.875, 1, 0.25])
    #expect(readings[0].hasInterval(0.5112478487740677, 0.9936292724507169))
    #expect(readings[1].hasInterval(0.47287080450158786, 1))
    #expect(readings[2].hasInterval(0.01274145509856619, 0.7513953742698181))
    #expect(readings.allSatisfy { $0.interval?.level == 0.9 })
  }

  @Test(
    "A threshold below or above all scores decides for everybody alike",
    arguments: [(-100, 1, 1), (100, 0, 0)] as [(Double, Double, Double)])
  func extremes(threshold: Double, tpr: Double, fpr: Double) throws {
    let readings = try CalibratedDecision.readings(
      of: Self.sample, threshold: Threshold(threshold, origin: "theory"))
    #expect(readings.map(\.value) == [0.5, tpr, fpr])
  }

  @Test("Without members or non-members there is no decision to count")
  func sides() throws {
    for sample in [Sample("", in: [1], out: []), Sample("", in: [], out: [1])] {
      let readings = try CalibratedDecision.readings(
        of: sample, threshold: Threshold(0, origin: "theory"))
      #expect(readings.map(\.status) == [.notApplicable])
    }
  }
}
