import Auditing
import Foundation
import Metrics
import Statistics
import Testing

/// Two distributions of scores, with the share of members above the threshold of a false positive rate.
struct ScorePair: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let member: @Sendable (inout SeededGenerator) -> Double
  let nonMember: @Sendable (inout SeededGenerator) -> Double
  let share: @Sendable (_ rate: Double) -> Double

  static func normals(shift: Double) -> ScorePair {
    ScorePair(
      testDescription: "normals \(shift) apart", member: { $0.normal() + shift },
      nonMember: { $0.normal() },
      share: { Normal.standard.upperTail(Normal.standard.quantile(1 - $0) - shift) })
  }

  /// Exponential scores with the mean 1, and twice as much for members.
  static let exponentials = ScorePair(
    testDescription: "exponentials", member: { -2 * log(1 - $0.uniform()) },
    nonMember: { -log(1 - $0.uniform()) }, share: { $0.squareRoot() })

  /// Normals one apart, rounded to multiples of one half.
  static let rounded = ScorePair(
    testDescription: "rounded normals 1 apart",
    member: { (2 * ($0.normal() + 1)).rounded() / 2 },
    nonMember: { (2 * $0.normal()).rounded() / 2 },
    share: { rate in
      let standard = Normal.standard
      let lowest = (-10...10).map { Double($0) / 2 }.first {
        standard.upperTail($0 - 0.25) <= rate
      }
      return standard.upperTail((lowest ?? 0) - 0.25 - 1)
    })

  /// An attack that says yes or no, and yes for just as many non-members as the rate of 0.05 allows.
  static let binary = ScorePair(
    testDescription: "yes or no", member: { $0.bernoulli(0.6) ? 1 : 0 },
    nonMember: { $0.bernoulli(0.05) ? 1 : 0 }, share: { _ in 0.6 })

  /// How often an interval for the share at a rate covers it in samples of so many of each.
  struct Coverage {
    var ofMetric = 0.0
    var ofClopperPearson = 0.0
    var meanWidth = 0.0
  }

  /// Simulates samples and counts the intervals that cover, by rate.
  func coverage(count: Int, rates: [Double], repetitions: Int) throws -> [Double: Coverage] {
    var generator = SeededGenerator(seed: 17, label: "\(testDescription)/\(count)")
    let metric = try TruePositiveRateAtFalsePositiveRate.reading("rates: \(rates)")
    var coverages: [Double: Coverage] = [:]
    let step = 1 / Double(repetitions)
    for _ in 0..<repetitions {
      let values =
        (0..<count).map { _ in member(&generator) } + (0..<count).map { _ in nonMember(&generator) }
      let scores = try Scores(values: values, isMember: (0..<2 * count).map { $0 < count })
      let readings = try metric.readings(of: .attack(scores, threshold: nil))
      for (rate, reading) in zip(rates, readings) {
        let (value, interval) = (try #require(reading.value), try #require(reading.interval))
        let plain = clopperPearson(
          successes: Int((value * Double(count)).rounded()), trials: count, level: 0.95)
        let truth = share(rate)
        var coverage = coverages[rate] ?? Coverage()
        if reading.covers(truth) { coverage.ofMetric += step }
        if plain.low <= truth && truth <= plain.high { coverage.ofClopperPearson += step }
        coverage.meanWidth += step * (interval.high - interval.low)
        coverages[rate] = coverage
      }
    }
    return coverages
  }
}

@Suite struct `The interval of the true positive rate at a false positive rate` {
  static let repetitions = 800

  /// With 800 samples an interval that covers 94.5 % falls below this with probability 0.001; there are 31 here.
  static let leastCoverage = 0.918

  static func rates(_ count: Int) -> [Double] {
    [0.01, 0.05, 0.1].filter { Double(count) * $0 >= 10 }
  }

  @Test(
    "A 95 % interval covers the population's rate at the population's threshold",
    arguments: [
      ScorePair.normals(shift: 0), .normals(shift: 1), .normals(shift: 3), .exponentials,
    ], [200, 500, 2000])
  func coverage(pair: ScorePair, count: Int) throws {
    let coverages = try pair.coverage(
      count: count, rates: Self.rates(count), repetitions: Self.repetitions)
    for (rate, coverage) in coverages {
      #expect(coverage.ofMetric > Self.leastCoverage, "\(coverage.ofMetric) at \(rate)")
    }
  }

  @Test(
    "Scores with ties are covered as well",
    arguments: [(.rounded, 0.05), (.rounded, 0.1), (.binary, 0.05)] as [(ScorePair, Double)])
  func tiedScores(pair: ScorePair, rate: Double) throws {
    let coverage = try #require(
      try pair.coverage(count: 200, rates: [rate], repetitions: Self.repetitions)[rate])
    #expect(coverage.ofMetric > Self.leastCoverage, "covered \(coverage.ofMetric)")
  }

  @Test("Clopper-Pearson's interval at the same threshold covers far too rarely")
  func plainIntervals() throws {
    for (shift, count, rate) in [(1, 200, 0.05), (1, 500, 0.05), (3, 500, 0.05)] {
      let coverages = try ScorePair.normals(shift: Double(shift)).coverage(
        count: count, rates: [rate], repetitions: Self.repetitions)
      let coverage = try #require(coverages[rate])
      // The true coverages are 0.72, 0.71 and 0.82: 0.87 is three standard errors above the last.
      #expect(coverage.ofClopperPearson < 0.87, "covered \(coverage.ofClopperPearson)")
    }
  }

  /// Quantiles of the standard normal for non-members, and of one so far above for members.
  static func quantiles(_ count: Int, shift: Double) -> Sample {
    let quantiles = (0..<count).map {
      Normal.standard.quantile((Double($0) + 0.5) / Double(count))
    }
    // The small excess keeps members and non-members from being tied.
    return Sample("", in: quantiles.map { $0 + shift + 1e-7 }, out: quantiles)
  }

  /// Ends that the same formula gives in another language.
  struct Expected: Sendable, CustomTestStringConvertible {
    let count: Int
    let shift: Double
    let rate: Double
    let level: Double
    let low: Double
    let high: Double

    init(
      _ count: Int, shift: Double, _ rate: Double, _ level: Double, _ ends: (Double, Double)
    ) {
      (self.count, self.shift, self.rate, self.level) = (count, shift, rate, level)
      (low, high) = ends
    }

    var testDescription: String { "\(count), \(shift) apart, at \(rate)" }
  }

  @Test(
    "Without jumps the distances of both errors add in squares",
    arguments: [
      Expected(200, shift: 1, 0.05, 0.95, (0.14237348508123582, 0.3724637113017538)),
      Expected(200, shift: 1, 0.1, 0.95, (0.2681552996295507, 0.499965428409445)),
      Expected(200, shift: 1, 0.1, 0.8, (0.31249733334626784, 0.46402012436169554)),
      Expected(2000, shift: 3, 0.01, 0.95, (0.68172085378658, 0.797859019043363)),
      Expected(2000, shift: 3, 0.01, 0.8, (0.7078119809680731, 0.7821829522641638)),
      Expected(500, shift: 0, 0.05, 0.95, (0.025785093197762073, 0.08203294287085659)),
    ])
  func referenceValues(expected: Expected) throws {
    let readings = try TruePositiveRateAtFalsePositiveRate.readings(
      of: Self.quantiles(expected.count, shift: expected.shift),
      settings: "{rates: [\(expected.rate)], level: \(expected.level)}")
    let reading = try #require(readings.first)
    #expect(reading.hasInterval(expected.low, expected.high))
    #expect(reading.interval?.level == expected.level)
    #expect(
      reading.interval?.method == "MOVER of Clopper-Pearson and binomial threshold")
    #expect(reading.convention.hasSuffix("binomial threshold"))
  }

  @Test(
    "Where tied scores make the curve jump, the ends are exact bounds at the outermost thresholds")
  func jump() throws {
    // 12 of 200 non-members share the top score: too many for 0.05, but few enough to be 0.05 by chance.
    let sample = Sample(
      "", in: Array(repeating: 1, count: 120) + Array(repeating: 0, count: 80),
      out: Array(repeating: 1, count: 12) + Array(repeating: 0, count: 188))
    let readings = try TruePositiveRateAtFalsePositiveRate.readings(
      of: sample, settings: "rates: [0.05]")
    let reading = try #require(readings.first)
    #expect(reading.value == 0)
    #expect(
      reading.hasInterval(0, clopperPearsonUpper(successes: 120, trials: 200, level: 0.9875)))
    #expect(
      reading.interval?.method == "union bound of Clopper-Pearson and binomial threshold")
  }

  @Test("Ties that all members and non-members share leave every rate possible")
  func allTied() throws {
    let sample = Sample(
      "", in: Array(repeating: 1, count: 200), out: Array(repeating: 1, count: 200))
    let readings = try TruePositiveRateAtFalsePositiveRate.readings(
      of: sample, settings: "rates: [0.05]")
    #expect(readings.first?.value == 0)
    // No threshold between none and all exists, and the one for none finds no member for certain.
    #expect(readings.first?.interval?.low == 0)
    #expect(readings.first.map { ($0.interval?.high ?? 1) < 0.02 } == true)
  }

  @Test("A higher level never gives a narrower interval")
  func nested() throws {
    let sample = Self.quantiles(400, shift: 2)
    let intervals = try [0.5, 0.8, 0.9, 0.95, 0.99, 0.9999].map { level in
      try #require(
        try TruePositiveRateAtFalsePositiveRate.readings(
          of: sample, settings: "{rates: [0.05], level: \(level)}"
        ).first?.interval)
    }
    for (inner, outer) in zip(intervals, intervals.dropFirst()) {
      #expect(outer.low <= inner.low && outer.high >= inner.high)
    }
  }
}
