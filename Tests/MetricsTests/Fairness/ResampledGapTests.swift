import Auditing
import Foundation
import Metrics
import Statistics
import Tables
import Testing

@Suite struct `Resampled gaps` {
  static func draws(_ count: Int = 2000, seed: UInt64 = 3) -> Replicates {
    Replicates(count: count, seed: seed, label: "gaps", width: 1)
  }

  @Test("The same seed gives the same intervals and tests, another seed others")
  func seeds() throws {
    let sample = FairnessSample.drawn(300, levels: 3)
    let first = try sample.table(resampling: Self.draws(500))
    #expect(try first == sample.table(resampling: Self.draws(500)))
    #expect(try first != sample.table(resampling: Self.draws(500, seed: 4)))
  }

  /// The percentile interval of a gap by drawing rows within groups and labels.
  static func slow(
    _ sample: FairnessSample, _ criterion: FairnessCriterion, _ aggregate: Aggregate, _ count: Int
  ) throws -> [Double] {
    var generator = SeededGenerator(seed: 8, label: "slow bootstrap")
    let strata = Dictionary(grouping: sample.codes.indices) {
      Int(sample.codes[$0]) * 2 + Int(sample.labels[$0])
    }
    let keys = strata.keys.sorted()
    return try (0..<count).compactMap { _ in
      var rows: [Int] = []
      for key in keys {
        let own = strata[key] ?? []
        rows += own.map { _ in own[generator.integer(below: own.count)] }
      }
      let drawn = FairnessSample(
        testDescription: "", levels: sample.levels, codes: rows.map { sample.codes[$0] },
        labels: rows.map { sample.labels[$0] }, predicted: rows.map { sample.predicted[$0] })
      return try drawn.table().gap(criterion, aggregate)?.value
    }.sorted()
  }

  @Test(
    "Intervals from counts are about the quantiles of resampled rows, where groups differ clearly",
    arguments: [
      (FairnessCriterion.demographicParity, Aggregate.difference), (.equalOpportunity, .difference),
      (.predictiveParity, .ratio), (.accuracyParity, .differenceToOverall), (.averageOdds, .sum),
    ])
  func rows(criterion: FairnessCriterion, aggregate: Aggregate) throws {
    let sample = FairnessSample.drawn(900, levels: 2, seed: 2)
    let gap = try #require(
      sample.table(resampling: Self.draws(4000)).gap(criterion, aggregate))
    let interval = try #require(gap.interval)
    let slow = try Self.slow(sample, criterion, aggregate, 400)
    let (low, high) = (quantile(slow, at: 0.025), quantile(slow, at: 0.975))
    // A quarter of the width: 400 slow replicates leave less than that.
    let reach = 0.25 * (high - low)
    #expect(
      abs(interval.low - low) < reach && abs(interval.high - high) < reach,
      "\(interval) \(low) \(high)")
  }

  @Test("The interval of a difference of two true positive rates is near the normal one")
  func normal() throws {
    let labels = Array(repeating: 1 as Int32, count: 2000)
    let sample = FairnessSample(
      testDescription: "", levels: ["A", "B"], codes: (0..<2000).map { $0 < 1000 ? 0 : 1 },
      labels: labels, predicted: (0..<2000).map { ($0 < 700 || $0 >= 1500) ? 1 : 0 })
    let gap = try #require(
      sample.table(resampling: Self.draws(20_000)).gap(.equalOpportunity, .difference))
    #expect(gap.value == 0.7 - 0.5)
    let reach = 1.959964 * (0.7 * 0.3 / 1000 + 0.5 * 0.5 / 1000).squareRoot()
    let interval = try #require(gap.interval)
    #expect(abs(interval.low - (0.2 - reach)) < 0.003 && abs(interval.high - (0.2 + reach)) < 0.003)
    #expect(interval.method == "bootstrap of the largest deviation, 20000 replicates")
  }

  @Test(
    "Intervals cover the value, and what cannot vary has none", arguments: FairnessSample.shapes)
  func coverage(sample: FairnessSample) throws {
    let table = try sample.table(resampling: Self.draws(300))
    for gap in table.gaps {
      guard let interval = gap.interval else { continue }
      let value = try #require(gap.value)
      #expect(interval.low <= value && value <= interval.high && interval.low < interval.high)
    }
    for pair in table.pairs {
      guard let interval = pair.interval else { continue }
      let value = try #require(pair.value)
      #expect(interval.low <= value && value <= interval.high)
    }
    if sample.testDescription == "everything right" {
      #expect(table.gaps.allSatisfy { $0.interval == nil })
    }
  }

  @Test(
    "Intervals cover the true gap of decisions that are fair, and of ones that are not (fails wrongly once in 1,000)"
  )
  func truth() throws {
    // One in five and two in five decisions are coins of two sides: accuracies of 0.9 and 0.8 where not all are alike.
    for (isFair, truth) in [(true, 0.0), (false, 0.1)] {
      var missed = 0
      for seed in 0..<200 as Range<UInt64> {
        let sample = FairnessSample.drawn(200, levels: 3, seed: 900 + seed, isFair: isFair)
        let table = try sample.table(resampling: Self.draws(200, seed: seed))
        let gap = try #require(table.gap(.accuracyParity, .difference))
        let interval = try #require(gap.interval)
        if !(interval.low - 1e-12...interval.high).contains(truth) { missed += 1 }
      }
      // Of 200 at 0.05 each, more than 20 come less than once in 1,000.
      #expect(missed <= 20, "\(missed) of 200")
    }
  }

  @Test("Fair decisions are rejected at the level of the test (fails wrongly once in 1,000)")
  func level() throws {
    var rejected = 0
    for seed in 0..<200 as Range<UInt64> {
      let sample = FairnessSample.drawn(150, levels: 3, seed: 100 + seed, isFair: true)
      let table = try FairnessTable(
        sample.attribute, sample.classes(), terms: FairnessTerms(smallest: 1),
        resampling: Self.draws(200, seed: seed))
      let test = try #require(table.gap(.demographicParity, .difference)?.test)
      if test.pValue <= 0.1 { rejected += 1 }
    }
    // Of 200 at 0.1 each, more than 35 come once in 1,000.
    #expect(rejected <= 35, "\(rejected) of 200")
  }

  @Test("A permutation p-value is that of shuffled rows")
  func permutations() throws {
    let sample = FairnessSample.drawn(120, levels: 3, seed: 11)
    let table = try sample.table(resampling: Self.draws(20_000))
    var generator = SeededGenerator(seed: 9, label: "shuffled rows")
    let observed = try #require(table.gap(.demographicParity, .difference)?.value)
    var count = 0
    for _ in 0..<800 {
      let order = generator.permutation(sample.codes.count)
      let shuffled = FairnessSample(
        testDescription: "", levels: sample.levels, codes: order.map { sample.codes[$0] },
        labels: sample.labels, predicted: sample.predicted)
      let gap = try shuffled.table().gap(.demographicParity, .difference)?.value ?? 0
      if gap >= observed - 1e-12 { count += 1 }
    }
    let test = try #require(table.gap(.demographicParity, .difference)?.test)
    // Four standard errors of 800 permutations.
    #expect(abs(test.pValue - Double(count) / 800) < 4 * (0.25 / 800).squareRoot())
    #expect(test.pValueError < 0.004)
  }

  @Test("Groups that differ altogether have the smallest p-value there is")
  func apart() throws {
    let sample = FairnessSample(
      testDescription: "", levels: ["A", "B"], codes: (0..<100).map { $0 < 50 ? 0 : 1 },
      labels: (0..<100).map { $0 % 2 }, predicted: (0..<100).map { $0 < 50 ? 0 : 1 })
    let table = try sample.table(resampling: Self.draws(999))
    for criterion in [FairnessCriterion.demographicParity, .equalizedOdds, .equalOpportunity] {
      #expect(table.gap(criterion, .difference)?.test?.pValue == 0.001)
    }
  }
}
