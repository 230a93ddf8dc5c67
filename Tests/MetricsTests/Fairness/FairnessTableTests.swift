import Auditing
import Foundation
import Metrics
import Statistics
import Tables
import Testing

@Suite struct `The table of fairness` {
  static func close(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-12) -> Bool
  {
    value.map { abs($0 - expected) < tolerance } ?? false
  }

  @Test("The published rates of twelve records in three groups")
  func publishedRates() throws {
    let table = try FairnessSample.published.table()
    let rates: [BaseRate] = [
      .selectionRate, .truePositiveRate, .falsePositiveRate, .positivePredictiveValue, .accuracy,
    ]
    let expected: [[Double?]] = [
      [0.6, 2.0 / 3, 0.5, 2.0 / 3, 0.6], [0.5, 0.5, 0.5, 0.5, 0.5],
      [1.0 / 3, nil, 1.0 / 3, 0, 2.0 / 3],
    ]
    for (row, values) in zip(table.groups, expected) {
      #expect(rates.map { row.rate($0)?.value } == values, "\(row.level)")
    }
    #expect(table.groups.map(\.count) == [5, 4, 3])
    #expect(table.overall.rate(.selectionRate)?.value == 0.5)
    #expect(table.overall.rate(.truePositiveRate)?.value == 0.6)
    #expect(table.overall.rate(.falsePositiveRate)?.value == 3.0 / 7)
    #expect(table.overall.rate(.accuracy)?.value == 7.0 / 12)
  }

  struct PublishedGap: Sendable, CustomTestStringConvertible {
    let criterion: FairnessCriterion
    let aggregate: Aggregate
    let policy: FairnessPolicy
    let value: Double

    init(
      _ criterion: FairnessCriterion, _ aggregate: Aggregate, _ value: Double,
      _ policy: FairnessPolicy = .strict
    ) {
      (self.criterion, self.aggregate, self.policy, self.value) = (
        criterion, aggregate, policy, value
      )
    }

    var testDescription: String {
      "\(criterion.rawValue) \(aggregate.rawValue) \(policy.rawValue)"
    }
  }

  static let gapCases = [
    PublishedGap(.demographicParity, .difference, 0.266667),
    PublishedGap(.demographicParity, .ratio, 0.555556),
    PublishedGap(.demographicParity, .differenceToOverall, 0.166667),
    PublishedGap(.demographicParity, .ratioToOverall, 0.666667),
    PublishedGap(.demographicParity, .sum, 0.266667),
    PublishedGap(.demographicParity, .mean, 0.088889),
    PublishedGap(.predictiveEquality, .difference, 0.166667),
    PublishedGap(.equalizedOdds, .difference, 0.166667),
    PublishedGap(.equalOpportunity, .difference, 0.166667),
    PublishedGap(.equalizedOdds, .difference, 0.666667, .fairlearn),
    PublishedGap(.equalOpportunity, .difference, 0.666667, .fairlearn),
    PublishedGap(.demographicParity, .difference, 0.266667, .fairlearn),
  ]

  @Test("The published gaps of three groups, left out and read as zero", arguments: gapCases)
  func publishedGaps(_ gap: PublishedGap) throws {
    let table = try FairnessSample.published.table(FairnessTerms(policy: gap.policy, smallest: 1))
    #expect(Self.close(table.gap(gap.criterion, gap.aggregate)?.value, gap.value, within: 1e-6))
  }

  @Test("FairReprogram's bias of equalized odds of two groups is half the sums of both rates")
  func fairReprogram() throws {
    let all = FairnessSample.published
    let two = FairnessSample(
      testDescription: "", levels: ["A", "B"], codes: Array(all.codes[..<9]),
      labels: Array(all.labels[..<9]), predicted: Array(all.predicted[..<9]))
    #expect(Self.close(try two.table().gap(.averageOdds, .sum)?.value, 0.083333, within: 1e-6))
  }

  @Test(
    "AIF360's signed pair of two groups",
    arguments: zip(
      PairMeasure.allCases, [-0.1, 0.833333, -0.166667, -0.083333, 0.083333, 0.166667]))
  func pairs(measure: PairMeasure, expected: Double) throws {
    let all = FairnessSample.published
    let two = FairnessSample(
      testDescription: "", levels: ["A", "B"], codes: Array(all.codes[..<9]),
      labels: Array(all.labels[..<9]), predicted: Array(all.predicted[..<9]), privileged: 0)
    #expect(Self.close(try two.table().pair(measure)?.value, expected, within: 1e-6))
  }

  @Test("Every rate is that of a loop over rows", arguments: FairnessSample.shapes)
  func slowRates(sample: FairnessSample) throws {
    let table = try sample.table()
    for (level, row) in table.groups.enumerated() {
      for rate in BaseRate.shares {
        #expect(row.rate(rate)?.value == sample.slow(rate, level: level), "\(level) \(rate)")
      }
    }
    for rate in BaseRate.shares {
      #expect(table.overall.rate(rate)?.value == sample.slow(rate, level: nil), "\(rate)")
    }
  }

  @Test("Every gap is that of the rates of a loop over rows", arguments: FairnessSample.shapes)
  func slowGaps(sample: FairnessSample) throws {
    let table = try sample.table()
    for gap in table.gaps where !BaseRate.calibration.contains(gap.criterion.rates[0]) {
      let values = gap.criterion.rates.map { rate -> Double? in
        let rates = sample.levels.indices.compactMap { sample.slow(rate, level: $0) }
        guard let overall = sample.slow(rate, level: nil), rates.count >= 2 else { return nil }
        return Self.aggregate(gap.aggregate, rates, overall)
      }
      let known = values.compactMap(\.self)
      let expected: Double? =
        known.count < values.count
        ? nil
        : gap.criterion == .averageOdds
          ? known.reduce(0, +) / Double(known.count)
          : gap.aggregate.isRatio ? known.min() : known.max()
      #expect(
        expected.map { Self.close(gap.value, $0) } ?? (gap.value == nil),
        "\(gap.criterion) \(gap.aggregate): \(String(describing: gap.value))")
    }
  }

  /// An aggregate by its definition over all pairs of groups.
  static func aggregate(_ aggregate: Aggregate, _ rates: [Double], _ overall: Double) -> Double? {
    let distances = rates.map { abs($0 - overall) }
    switch aggregate {
    case .difference: return rates.flatMap { a in rates.map { a - $0 } }.max()
    case .ratio:
      return rates.allSatisfy { $0 == 0 }
        ? nil : rates.flatMap { a in rates.filter { $0 > 0 }.map { a / $0 } }.min()
    case .differenceToOverall: return distances.max()
    case .ratioToOverall:
      return overall == 0
        ? nil : rates.map { $0 == 0 ? 0 : min($0 / overall, overall / $0) }.min()
    case .sum: return distances.reduce(0, +)
    case .mean: return distances.reduce(0, +) / Double(rates.count)
    }
  }

  @Test("What is not defined or too small is named with its count, and never compared")
  func leftOut() throws {
    let table = try FairnessSample.published.table(FairnessTerms(smallest: 4))
    let undefined = table.leftOut.filter { $0.standing == .undefined }
    #expect(undefined.map(\.level) == ["C", "C"])
    #expect(undefined.map(\.rate) == [.truePositiveRate, .falseNegativeRate])
    let small = table.leftOut.filter { $0.standing == .tooSmall }
    #expect(small.contains { $0.level == "C" && $0.rate == .selectionRate && $0.count == 3 })
    #expect(table.gap(.equalOpportunity, .difference)?.value == nil)
    #expect(table.gap(.equalOpportunity, .difference)?.comparedCount == 0)
    #expect(Self.close(table.gap(.demographicParity, .difference)?.value, 0.1))
    #expect(table.gap(.demographicParity, .difference)?.comparedCount == 2)
  }

  @Test("One group, and groups of which one alone has the rate, have no gap rather than none")
  func oneGroup() throws {
    let one = try FairnessSample.drawn(30, levels: 1).table()
    #expect(one.gaps.allSatisfy { $0.value == nil && $0.comparedCount <= 1 })
    let single = try FairnessSample(
      testDescription: "", levels: ["A", "B"], codes: [0, 0, 1], labels: [1, 0, 0],
      predicted: [1, 0, 0]
    ).table()
    #expect(single.gap(.equalOpportunity, .difference)?.value == nil)
    #expect(single.gap(.equalizedOdds, .difference)?.value == nil)
    #expect(single.gap(.predictiveEquality, .difference)?.value == 0)
  }

  @Test("A level that nobody has is named under both policies, and Fairlearn's leaves it out too")
  func emptyLevel() throws {
    for policy in FairnessPolicy.allCases {
      let table = try FairnessSample(
        testDescription: "", levels: ["A", "B", "nobody"], codes: [0, 0, 1, 1],
        labels: [1, 0, 1, 0], predicted: [1, 0, 1, 0]
      ).table(FairnessTerms(policy: policy, smallest: 1))
      #expect(Set(table.leftOut.map(\.level)) == ["nobody"])
      #expect(table.gap(.demographicParity, .difference)?.value == 0)
      #expect(table.gap(.demographicParity, .difference)?.comparedCount == 2)
    }
  }

  @Test("Without a positive class accuracies alone are compared")
  func noPositive() throws {
    let sample = FairnessSample.drawn(250, levels: 3, classes: 4)
    let table = try sample.table(positive: nil)
    #expect(Set(table.gaps.map(\.criterion)) == [.accuracyParity])
    for (level, row) in table.groups.enumerated() {
      #expect(row.rate(.accuracy)?.value == sample.slow(.accuracy, level: level))
      #expect(row.rate(.selectionRate) == nil)
    }
  }

  @Test("The worst group and class has the lowest accuracy of all, and its interval covers it")
  func worst() throws {
    for sample in FairnessSample.shapes {
      var cells: [Double] = []
      for level in sample.levels.indices {
        for label in 0..<sample.classCount {
          let rows = sample.rows(level).filter { sample.labels[$0] == Int32(label) }
          guard !rows.isEmpty else { continue }
          let right = rows.count { sample.labels[$0] == sample.predicted[$0] }
          cells.append(Double(right) / Double(rows.count))
        }
      }
      let worst = try sample.table().worst
      #expect(worst?.accuracy == cells.min())
      #expect(worst?.cellCount ?? 0 == cells.count)
      if let worst {
        #expect(worst.interval.low <= worst.accuracy && worst.accuracy <= worst.interval.high)
      }
    }
  }

  @Test("One class against the rest, averaged: two classes give the gap of either")
  func oneVersusRest() throws {
    let sample = FairnessSample.drawn(300, levels: 3)
    let gaps = try OneVersusRest(
      sample.attribute, sample.classes(positive: nil), terms: FairnessTerms(smallest: 1)
    ).gaps
    for positive in [0, 1] as [Int32] {
      let table = try sample.table(positive: positive)
      for gap in gaps {
        let own = try #require(table.gap(gap.criterion, gap.aggregate)?.value)
        #expect(Self.close(gap.value, own))
      }
    }
  }

  @Test("A level, class or probability that is none is refused with its record")
  func refused() throws {
    let bad = [
      FairnessSample(
        testDescription: "", levels: ["A"], codes: [0, 1], labels: [0, 1], predicted: [0, 1]),
      FairnessSample(
        testDescription: "", levels: ["A"], codes: [0, 0], labels: [0, 2], predicted: [0, 1]),
      FairnessSample(
        testDescription: "", levels: ["A"], codes: [0, 0], labels: [0, 1], predicted: [0, -1]),
      FairnessSample(
        testDescription: "", levels: ["A"], codes: [0, 0], labels: [0, 1], predicted: [0, 1],
        probability: [0.5, .nan]),
    ]
    for sample in bad {
      let error = #expect(throws: MetricsError.self) { try sample.table() }
      #expect(error?.description.hasPrefix("record 1 has ") == true)
    }
  }
}

@Suite struct `The page of conventions on fairness` {
  static let shown: [(criterion: FairnessCriterion, aggregates: [Aggregate])] = [
    (.demographicParity, Aggregate.allCases), (.equalOpportunity, [.difference]),
    (.equalizedOdds, [.difference]), (.averageOdds, [.sum]),
  ]

  static func table() throws -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let tables = try FairnessPolicy.allCases.map {
      try FairnessSample.published.table(FairnessTerms(policy: $0, smallest: 1))
    }
    func cell(_ gap: FairnessTable.Gap?) -> String {
      guard let gap, let value = gap.value else { return "none" }
      return String(format: "%.6f (\(gap.comparedCount) groups)", value)
    }
    let rows = shown.flatMap { criterion, aggregates in
      aggregates.map { aggregate in
        line(
          ["`\(criterion.rawValue)`", "`\(aggregate.rawValue)`"]
            + tables.map { cell($0.gap(criterion, aggregate)) })
      }
    }
    return
      ([
        line(["criterion", "aggregate", "`strict`", "`fairlearn`"]),
        line(["---", "---", "---", "---"]),
      ]
      + rows).joined(separator: "\n")
  }

  @Test("The page's table is the one that the policies give")
  func page() throws {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Documentation").path) {
      try #require(folder.path != "/", "no Documentation above \(#filePath)")
      folder.deleteLastPathComponent()
    }
    let file = folder.appending(path: "Documentation/Conventions.md")
    let page = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let start = try #require(page.range(of: "<!-- table of fairness -->\n")).upperBound
    let stop = try #require(page.range(of: "<!-- end of fairness -->")).lowerBound
    let expected = try Self.table() + "\n"
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data((page[..<start] + expected + page[stop...]).utf8).write(to: file)
    } else {
      #expect(page[start..<stop] == expected, "stale; run this test with RECORD=1")
    }
  }
}
