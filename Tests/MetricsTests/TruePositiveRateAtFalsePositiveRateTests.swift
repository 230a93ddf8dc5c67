import Auditing
import Metrics
import Testing

@Suite struct `True positive rate at a false positive rate` {
  static func readings(_ sample: Sample, rates: String) throws -> [Reading] {
    try TruePositiveRateAtFalsePositiveRate.readings(of: sample, settings: "rates: [\(rates)]")
  }

  /// So many non-members at 0, 1, 2 … and as many members, each a little above its partner.
  static func ladder(_ count: Int) -> Sample {
    let steps = (0..<count).map(Double.init)
    return Sample("ladder of \(count)", in: steps.map { $0 + 0.5 }, out: steps)
  }

  @Test("A metric is named by the rule and the rate as a fraction")
  func names() throws {
    let readings = try Self.readings(Self.ladder(20), rates: "0.001, 0.05, 1e-1, 0.25")
    #expect(
      readings.map(\.metric) == [
        "tpr@fpr<=0.001", "tpr@fpr<=0.05", "tpr@fpr<=0.1", "tpr@fpr<=0.25",
      ])
    let standard = try TruePositiveRateAtFalsePositiveRate.readings(of: Self.ladder(20))
    #expect(standard.map(\.metric) == ["tpr@fpr<=0.001", "tpr@fpr<=0.01", "tpr@fpr<=0.1"])
  }

  @Test(
    "The value is the highest over all thresholds that keep the rule", arguments: Sample.shapes,
    [0.05, 0.25, 0.5, 0.75, 0.999])
  func value(sample: Sample, rate: Double) throws {
    let reading = try #require(try Self.readings(sample, rates: "\(rate)").first)
    let allowed = (Int(rate * 1000) * sample.nonMembers.count) / 1000
    guard allowed > 0 else {
      #expect(reading.status == .notResolvable)
      return
    }
    let thresholds = sample.members + sample.nonMembers + [.infinity]
    let found = thresholds.filter { threshold in
      sample.nonMembers.count { $0 >= threshold } <= allowed
    }.map { threshold in sample.members.count { $0 >= threshold } }
    #expect(reading.value == Double(found.max() ?? 0) / Double(sample.members.count))
    #expect(reading.count == sample.members.count + sample.nonMembers.count)
  }

  @Test("A false positive rate equal to the target keeps the rule")
  func equality() throws {
    // One false positive in ten is exactly 0.1: the two members above the second non-member are found.
    let sample = Sample("", in: [8.5, 9.5, 0, 0], out: (0..<10).map(Double.init))
    let readings = try Self.readings(sample, rates: "0.1, 0.1999, 0.2")
    #expect(readings.map(\.value) == [0.5, 0.5, 0.5])
    #expect(
      try Self.readings(Sample("", in: [8.5, 7.5], out: sample.nonMembers), rates: "0.1, 0.2")
        .map(\.value) == [0.5, 1])
  }

  @Test("Members tied with one non-member too many are not found")
  func ties() throws {
    let sample = Sample(
      "", in: [5, 5, 5, 7], out: [5, 5, 5] + Array(repeating: 0, count: 17))
    let readings = try Self.readings(sample, rates: "0.1, 0.15")
    #expect(readings.map(\.value) == [0.25, 1])
  }

  @Test(
    "A rate below one in the number of non-members is not resolvable",
    arguments: [(99, 0.01, false), (100, 0.01, true), (999, 0.001, false), (1000, 0.001, true)])
  func resolution(count: Int, rate: Double, isResolvable: Bool) throws {
    let reading = try #require(try Self.readings(Self.ladder(count), rates: "\(rate)").first)
    #expect(reading.status == (isResolvable ? .ok : .notResolvable))
    #expect((reading.value != nil) == isResolvable)
    #expect(reading.interval == nil)
    if !isResolvable {
      #expect(
        reading.convention
          == "\(count) non-members resolve no rate below \(1 / Double(count))")
    }
  }

  @Test(
    "There is an interval from ten expected false positives on",
    arguments: [(99, 0.1, false), (100, 0.1, true), (999, 0.01, false), (1000, 0.01, true)])
  func intervalFloor(count: Int, rate: Double, hasInterval: Bool) throws {
    let reading = try #require(try Self.readings(Self.ladder(count), rates: "\(rate)").first)
    #expect((reading.interval != nil) == hasInterval)
    #expect(
      reading.convention.hasSuffix("interval: none, since n x rate < 10") == !hasInterval)
  }

  @Test("Without members or non-members there is no rate")
  func sides() throws {
    for sample in [Sample("", in: [1], out: []), Sample("", in: [], out: [1])] {
      let readings = try Self.readings(sample, rates: "0.1, 0.5")
      #expect(readings.map(\.status) == [.notApplicable, .notApplicable])
    }
  }
}
