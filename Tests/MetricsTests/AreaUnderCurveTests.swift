import Auditing
import Foundation
import Metrics
import Statistics
import Testing

@Suite struct `The area under the curve` {
  static func reading(_ sample: Sample, _ settings: String = "") throws -> Reading {
    let readings = try AreaUnderCurve.readings(of: sample, settings: settings)
    #expect(readings.map(\.metric) == ["auc"])
    return try #require(readings.first)
  }

  /// Members at 0, 1, 2 … and non-members half-way between, some of them above all members.
  static func staircase(_ members: Int, _ nonMembers: Int, above: Int) -> Sample {
    Sample(
      "\(members) and \(nonMembers), \(above) above", in: (0..<members).map(Double.init),
      out: (0..<nonMembers).map { $0 < above ? 1e6 : Double($0) - 0.5 })
  }

  @Test("The value is the share of pairs won and the count all records", arguments: Sample.shapes)
  func value(sample: Sample) throws {
    let reading = try Self.reading(sample)
    let pairs = Double(sample.members.count * sample.nonMembers.count)
    #expect(reading.value == Double(halfWins(sample)) / 2 / pairs)
    #expect(reading.count == sample.members.count + sample.nonMembers.count)
    #expect(reading.status == .ok)
  }

  @Test(
    "With ten records a side the interval is DeLong's, symmetric until it is cut",
    arguments: [
      staircase(10, 10, above: 4), staircase(30, 12, above: 1), staircase(12, 30, above: 2),
      .tied(seed: 5, members: 60, nonMembers: 50),
    ])
  func delong(sample: Sample) throws {
    let reading = try Self.reading(sample, "level: 0.9")
    let value = try #require(reading.value)
    let reach = 1.6448536269514722 * `Rank sums`.delong(sample).squareRoot()
    #expect(reading.interval?.method == "DeLong")
    #expect(reading.interval?.level == 0.9)
    #expect(reading.hasInterval(max(0, value - reach), min(1, value + reach)))
    #expect(reading.convention == "ties count one half; interval: DeLong")
  }

  /// The ends of Newcombe's interval, found as the roots of its quartic in another language.
  struct ScoreInterval: Sendable, CustomTestStringConvertible {
    let sample: Sample
    let level: Double
    let value: Double
    let low: Double
    let high: Double

    var testDescription: String { sample.testDescription }
  }

  @Test(
    "A perfect area or a side of less than ten gets Newcombe's interval",
    arguments: [
      ScoreInterval(
        sample: Sample("3 and 3 apart", in: [4, 5, 6], out: [1, 2, 3]), level: 0.95, value: 1,
        low: 0.5010187607015301, high: 1),
      ScoreInterval(
        sample: Sample("11 of 16", in: [0, 4, 6, 7], out: [1, 2, 3, 5]), level: 0.95,
        value: 11.0 / 16, low: 0.3023401678914529, high: 0.9131031473056761),
      ScoreInterval(
        sample: Sample("12 of 16", in: [0, 5, 6, 7], out: [1, 2, 3, 4]), level: 0.95, value: 0.75,
        low: 0.3484170175020417, high: 0.9393993962879493),
      ScoreInterval(
        sample: Sample(
          "5 and 7 tied", in: Array(repeating: 1, count: 5), out: Array(repeating: 1, count: 7)),
        level: 0.9, value: 0.5, low: 0.2536182130890793, high: 0.7463817869109214),
      ScoreInterval(
        sample: Sample("5 and 1", in: [0, 2, 3, 4, 5], out: [1]), level: 0.95, value: 0.8,
        low: 0.2391436613331735, high: 0.9790169450417692),
      ScoreInterval(
        sample: Sample("1 and 1", in: [1], out: [0]), level: 0.95, value: 1,
        low: 0.20654931437723706, high: 1),
      ScoreInterval(
        sample: Sample(
          "50 and 50 apart", in: (50..<100).map(Double.init), out: (0..<50).map(Double.init)),
        level: 0.95, value: 1, low: 0.9603442831892137, high: 1),
      ScoreInterval(
        sample: Sample(
          "6 and 4 reversed", in: (0..<6).map(Double.init), out: (6..<10).map(Double.init)),
        level: 0.99, value: 0, low: 0, high: 0.5033911488106295),
    ])
  func newcombe(expected: ScoreInterval) throws {
    let reading = try Self.reading(expected.sample, "level: \(expected.level)")
    #expect(reading.value == expected.value)
    #expect(reading.interval?.method == "Newcombe 2006 method 5")
    #expect(reading.hasInterval(expected.low, expected.high))
  }

  @Test(
    "Each end of Newcombe's interval is where the score test just does not reject",
    arguments: [
      Sample.tied(seed: 6, members: 9, nonMembers: 40), .tied(seed: 7, members: 3, nonMembers: 8),
      .tied(seed: 8, members: 100, nonMembers: 2),
    ])
  func scoreEquation(sample: Sample) throws {
    let reading = try Self.reading(sample)
    let (value, interval) = (try #require(reading.value), try #require(reading.interval))
    let (m, n) = (Double(sample.members.count), Double(sample.nonMembers.count))
    for end in [interval.low, interval.high] {
      // Hanley and McNeil 1982: P(two members beat one non-member) and its mirror image, for exponentials.
      let (both, mirror) = (end / (2 - end), 2 * end * end / (1 + end))
      let others = (m + n) / 2 - 1
      let variance =
        (end * (1 - end) + others * (both - end * end) + others * (mirror - end * end)) / (m * n)
      #expect(abs(abs(end - value) / variance.squareRoot() - 1.959963984540054) < 1e-6)
    }
  }

  @Test("DeLong's 95 % interval covers the area of two normals one apart in about 95 % of samples")
  func coverage() throws {
    var generator = SeededGenerator(seed: 11, label: "coverage of DeLong")
    let area = Normal.standard.cumulative(0.5.squareRoot())
    let repetitions = 2000
    var covered = 0
    for _ in 0..<repetitions {
      let sample = Sample(
        "", in: (0..<100).map { _ in generator.normal() + 1 },
        out: (0..<100).map { _ in generator.normal() })
      if try Self.reading(sample).covers(area) { covered += 1 }
    }
    // At a true coverage from 0.94 to 0.955, other seeds would fail with a probability below 0.002.
    let coverage = Double(covered) / Double(repetitions)
    #expect(coverage > 0.923 && coverage < 0.969, "covered \(coverage)")
  }

  @Test("Without members or non-members there is no area")
  func sides() throws {
    let reading = try Self.reading(Sample("", in: [1, 2], out: []))
    #expect(reading.status == .notApplicable)
    #expect(reading.value == nil && reading.interval == nil && reading.count == 2)
    #expect(reading.convention == "needs members and non-members; found 2 and 0")
  }

  @Test("Predictions have no area")
  func predictions() throws {
    let metric = try AreaUnderCurve.reading("")
    #expect(
      try metric.readings(of: .predictions(Predictions(isCorrect: [true], isMember: [true])))
        .isEmpty)
  }
}
