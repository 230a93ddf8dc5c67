import Auditing
import Foundation
import Metrics
import Statistics
import Testing

@Suite struct `Members above all non-members` {
  @Test("The share is that of members above the highest non-member", arguments: Sample.shapes)
  func share(sample: Sample) throws {
    let highest = try #require(sample.nonMembers.max())
    let above = sample.members.count { $0 > highest }
    let readings = try MembersAboveAllNonMembers.readings(of: sample)
    #expect(readings.map(\.metric) == ["tpr@fpr=0", "fpr@fpr=0"])
    #expect(readings[0].value == Double(above) / Double(sample.members.count))
    #expect(readings[0].interval == nil)
    #expect(
      readings[0].convention
        == "\(above) of \(sample.members.count) members above every non-member")
    #expect(readings[1].value == 0)
    #expect(readings[1].count == sample.nonMembers.count)
  }

  @Test(
    "The bound on the false positive rate is the exact one-sided one of no success in n trials",
    arguments: [1, 2, 10, 999, 100_000])
  func bound(count: Int) throws {
    for level in [0.5, 0.95, 0.999] {
      let sample = Sample("", in: [1], out: Array(repeating: 0, count: count))
      let readings = try MembersAboveAllNonMembers.readings(
        of: sample, settings: "level: \(level)")
      let interval = try #require(readings[1].interval)
      let exact = clopperPearsonUpper(successes: 0, trials: count, level: level)
      #expect(interval.low == 0)
      #expect(abs(interval.high / exact - 1) < 1e-9)
      #expect(abs(pow(1 - interval.high, Double(count)) - (1 - level)) < 1e-10)
      #expect(interval.level == level)
      #expect(interval.method == "order statistic")
    }
  }

  @Test("A thousand non-members leave room for a rate of 0.3 %")
  func thousand() throws {
    let sample = Sample("", in: [2], out: (0..<1000).map { Double($0) / 1000 })
    let readings = try MembersAboveAllNonMembers.readings(of: sample)
    #expect(readings[1].hasInterval(0, 0.0029912495450953, within: 1e-15))
  }

  @Test("Without members or non-members there is no share")
  func sides() throws {
    for sample in [Sample("", in: [1], out: []), Sample("", in: [], out: [1])] {
      let readings = try MembersAboveAllNonMembers.readings(of: sample)
      #expect(readings.map(\.status) == [.notApplicable])
    }
  }
}
