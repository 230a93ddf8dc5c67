import PrivacyBounds
import Testing

@Suite struct `The joint beta interval` {
  struct Vector: Sendable, CustomTestStringConvertible {
    let counts: [Int]
    var delta = 1e-5
    var significance = 0.1
    let low: Double
    let high: Double
    var testDescription: String { "TP, TN, FP, FN = \(counts)" }
  }

  private static let vectors = [
    Vector(counts: [487, 1, 512, 0], low: 0.1439, high: 6.4156),
    Vector(counts: [900, 900, 100, 100], low: 2.1095, high: 2.3880),
    Vector(counts: [500, 990, 10, 500], low: 3.4212, high: 4.4575),
    Vector(counts: [1000, 1000, 0, 0], low: 7.2072, high: 14.501),
    // By 200,000 midpoints of the quantiles.
    Vector(counts: [500, 500, 0, 0], delta: 0, significance: 0.01, low: 5.7212, high: 18.4364),
    Vector(counts: [40, 30, 20, 10], delta: 1e-3, significance: 0.05, low: 0.54178, high: 1.74089),
  ]

  @Test("It has the values of a fine sum over the quantiles", arguments: vectors)
  func values(vector: Vector) throws {
    let counts = try TrialCounts(
      truePositives: vector.counts[0], falseNegatives: vector.counts[3],
      falsePositives: vector.counts[2], trueNegatives: vector.counts[1],
      models: vector.counts.reduce(0, +))
    let interval = try JointBetaEpsilon(
      counts, level: AuditLevel(delta: vector.delta, significance: vector.significance))
    #expect(agrees(interval.low, vector.low, to: 6e-5))
    #expect(agrees(interval.high, vector.high, to: 5e-4))
    #expect(interval.bound.epsilon == interval.low && interval.bound.family == .jointBeta)
  }

  @Test("The vector of the published README holds to its three digits and its quadrature's error")
  func readme() throws {
    let counts = try TrialCounts(
      truePositives: 487, falseNegatives: 0, falsePositives: 512, trueNegatives: 1, models: 1000)
    let interval = try JointBetaEpsilon(
      counts, level: AuditLevel(delta: 1e-5, significance: 0.1))
    #expect(agrees(interval.low, 0.145, to: 0.0015))
    #expect(agrees(interval.high, 6.399, to: 0.02))
  }

  @Test("An attack without success leaves the lower end at 0")
  func worthless() throws {
    let interval = try JointBetaEpsilon(
      trials(50, of: 100, 50, of: 100), level: AuditLevel(delta: 0.1, significance: 0.1))
    #expect(interval.low == 0 && interval.high > 0)
  }

  @Test("A smaller significance widens it and a larger delta moves the lower end down")
  func monotone() throws {
    let counts = try trials(80, of: 100, 15, of: 90)
    func interval(_ delta: Double, _ significance: Double) throws -> JointBetaEpsilon {
      try JointBetaEpsilon(counts, level: AuditLevel(delta: delta, significance: significance))
    }
    let (wide, narrow) = (try interval(1e-3, 0.01), try interval(1e-3, 0.1))
    #expect(wide.low < narrow.low && narrow.high < wide.high)
    #expect(try interval(1e-2, 0.1).low < narrow.low)
  }

  @Test("The ends stay finite for the smallest significance and a smaller one is refused")
  func extremes() throws {
    let counts = try trials(20_000, of: 20_000, 0, of: 20_000)
    let interval = try JointBetaEpsilon(counts, level: AuditLevel(delta: 0, significance: 1e-6))
    #expect(interval.low > 7 && interval.high.isFinite)
    let tiny = try AuditLevel(delta: 0, significance: 1e-7)
    let line = refusal { _ = try JointBetaEpsilon(counts, level: tiny) }
    #expect(line?.hasPrefix("the joint beta interval has no digits") == true)
  }
}
