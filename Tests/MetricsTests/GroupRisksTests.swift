import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Risks of groups` {
  /// Eight records in two groups, some tied, with two of each group on each side.
  static let values: [Double] = [5, 4, 3, 1, 4, 3, 2, 0]
  static let isMember = [true, true, true, true, false, false, false, false]
  static let codes = [0, 1, 0, 1, 1, 0, 0, 1]

  /// The three measures of each group by the metrics' own definitions.
  static func slow(_ codes: [Int], groups: Int, rate: Double) throws -> [[Double]] {
    let all = ROC(try Scores(values: values, isMember: isMember))
    let threshold = all.vertex(falsePositivesAtMost: all.falsePositives(allowedAt: rate)).threshold
    return try (0..<groups).map { group in
      let rows = values.indices.filter { codes[$0] == group }
      let scores = try Scores(
        values: rows.map { values[$0] }, isMember: rows.map { isMember[$0] })
      let members = scores.members
      return [
        RankSum(scores).auc,
        Double(members.count { $0 >= threshold }) / Double(members.count),
        try #require(ROC(scores).truePositiveRate(at: rate, by: .atMost)),
      ]
    }
  }

  static func range(_ values: [[Double]], _ measure: Int) -> Double {
    let found = values.map { $0[measure] }
    return (found.max() ?? 0) - (found.min() ?? 0)
  }

  @Test("The p-values are those over all assignments of the groups")
  func exact() async throws {
    let pairs = (0..<16).filter { $0.nonzeroBitCount == 2 }
    let observed = try Self.slow(Self.codes, groups: 2, rate: 0.5)
    var counts = [0, 0, 0]
    for inside in pairs {
      for outside in pairs {
        let codes = (0..<8).map { $0 < 4 ? inside >> $0 & 1 : outside >> ($0 - 4) & 1 }
        let permuted = try Self.slow(codes, groups: 2, rate: 0.5)
        for measure in 0..<3
        where Self.range(permuted, measure) >= Self.range(observed, measure) - 1e-12 {
          counts[measure] += 1
        }
      }
    }
    let risks = try await GroupRisks(
      Scores(values: Self.values, isMember: Self.isMember),
      by: GroupRisks.Grouping(names: ["a", "b"], codes: Self.codes),
      terms: GroupRisks.Terms(rate: 0.5, smallestSide: 2),
      permutations: Replicates(count: 20_000, seed: 9, label: "exact", width: 2))
    #expect(risks.disparities.map(\.measure) == GroupDisparity.Measure.allCases)
    for (measure, disparity) in risks.disparities.enumerated() {
      let truth = Double(counts[measure]) / 36
      // Five standard errors: a right test fails at one in a million seeds for each measure.
      let error = (truth * (1 - truth) / 20_000).squareRoot()
      #expect(abs(disparity.pValue - truth) <= 5 * error + 1e-4, "\(disparity) \(truth)")
      #expect(abs(disparity.difference - Self.range(observed, measure)) < 1e-15)
    }
    for (place, group) in risks.groups.enumerated() {
      #expect(group.auc.value == observed[place][0])
      #expect(group.tprAtGlobalThreshold.value == observed[place][1])
      #expect(group.tprAtOwnThreshold?.value == observed[place][2])
    }
  }

  /// Normal scores, members of the last group shifted.
  static func sample(_ count: Int, shift: Double) throws -> (Scores, GroupRisks.Grouping) {
    var generator = SeededGenerator(seed: 21, label: "groups")
    let isMember = (0..<count).map { $0 % 2 == 0 }
    let codes = (0..<count).map { ($0 / 2) % 3 }
    let values = zip(isMember, codes).map { isMember, code in
      generator.normal() + (isMember && code == 2 ? shift : 0)
    }
    return (
      try Scores(values: values, isMember: isMember),
      try GroupRisks.Grouping(names: ["a", "b", "c"], codes: codes)
    )
  }

  @Test("A group that is attacked and the others not has the smallest p-value there is")
  func planted() async throws {
    let (scores, grouping) = try Self.sample(3000, shift: 1.5)
    let risks = try await GroupRisks(
      scores, by: grouping, terms: GroupRisks.Terms(rate: 0.05),
      permutations: Replicates(count: 999, seed: 9, label: "planted", width: 2))
    #expect(risks.disparities.map(\.highest) == ["c", "c", "c"])
    #expect(risks.disparities.allSatisfy { $0.pValue == 0.001 && $0.difference > 0.2 })
    for disparity in risks.disparities {
      #expect(abs(disparity.pValueError - (0.001 * 0.999 / 999).squareRoot()) < 1e-15)
      #expect(try #require(disparity.ratio) > 1)
    }
    for group in risks.groups {
      for estimate in [
        group.auc, group.tprAtGlobalThreshold, group.fprAtGlobalThreshold,
        try #require(group.tprAtOwnThreshold),
      ] {
        let interval = try #require(estimate.interval)
        #expect(interval.low <= estimate.value && estimate.value <= interval.high)
      }
    }
  }

  @Test("The numbers are the same at 1, 2 and 5 threads")
  func widths() async throws {
    let (scores, grouping) = try Self.sample(600, shift: 0)
    func run(_ width: Int) async throws -> GroupRisks {
      try await GroupRisks(
        scores, by: grouping, terms: GroupRisks.Terms(rate: 0.05),
        permutations: Replicates(count: 650, seed: 9, label: "widths", width: width))
    }
    let one = try await run(1)
    #expect(try await run(2) == one)
    #expect(try await run(5) == one)
    #expect(one.disparities.allSatisfy { $0.pValue > 0.01 })
  }

  @Test("Without disparity one test in twenty rejects at 0.05")
  func level() async throws {
    var rejected = 0
    for sample in 0..<400 {
      var generator = SeededGenerator(seed: 31, label: "level \(sample)")
      let isMember = (0..<120).map { $0 % 2 == 0 }
      let scores = try Scores(
        values: isMember.map { generator.normal() + ($0 ? 1 : 0) }, isMember: isMember)
      let risks = try await GroupRisks(
        scores,
        by: GroupRisks.Grouping(names: ["a", "b", "c"], codes: (0..<120).map { $0 / 40 }),
        permutations: Replicates(count: 199, seed: UInt64(sample), label: "level", width: 2))
      if risks.disparities[0].pValue <= 0.05 { rejected += 1 }
    }
    // 20 expected, standard deviation 4.4: an exact test fails at one in 5,000 seeds.
    #expect(rejected >= 5 && rejected <= 37)
  }

  @Test("Small groups are named with their counts and do not change the test")
  func small() async throws {
    let (scores, grouping) = try Self.sample(600, shift: 0)
    let added = try Scores(
      values: scores.values + [99, 98, 97], isMember: scores.isMember + [true, true, false])
    let risks = try await GroupRisks(
      added,
      by: GroupRisks.Grouping(
        names: grouping.names + ["rare", "empty"], codes: grouping.codes + [3, 3, 3]),
      permutations: Replicates(count: 200, seed: 9, label: "small", width: 1))
    #expect(risks.groups.map(\.name) == ["a", "b", "c"])
    #expect(risks.tooSmall.map(\.name) == ["rare", "empty"])
    #expect(risks.tooSmall.map(\.members) == [2, 0])
    #expect(risks.tooSmall.map(\.nonMembers) == [1, 0])
    let without = try await GroupRisks(
      scores, by: grouping,
      permutations: Replicates(count: 200, seed: 9, label: "small", width: 1))
    #expect(risks.disparities.first == without.disparities.first)
  }

  @Test("A rate that no group resolves has no own threshold and no test of it")
  func resolution() async throws {
    let (scores, grouping) = try Self.sample(300, shift: 0)
    let risks = try await GroupRisks(
      scores, by: grouping, terms: GroupRisks.Terms(rate: 0.01),
      permutations: Replicates(count: 10, seed: 9, label: "resolution", width: 1))
    #expect(risks.groups.allSatisfy { $0.tprAtOwnThreshold == nil })
    #expect(risks.disparities.map(\.measure) == [.auc, .tprAtGlobalThreshold])
  }

  @Test("One group alone has a risk and no disparity")
  func alone() async throws {
    let (scores, _) = try Self.sample(100, shift: 0)
    let risks = try await GroupRisks(
      scores, by: GroupRisks.Grouping(names: ["all"], codes: scores.values.map { _ in 0 }),
      permutations: Replicates(count: 10, seed: 9, label: "alone", width: 1))
    #expect(risks.groups.count == 1 && risks.disparities.isEmpty)
  }

  @Test("A code without a name, other records and a side without records are refused")
  func refused() async throws {
    #expect(throws: MetricsError.self) { try GroupRisks.Grouping(names: ["a"], codes: [0, 1]) }
    let grouping = try GroupRisks.Grouping(names: ["a"], codes: [0, 0])
    let plan = Replicates(count: 10, seed: 9, label: "refused", width: 1)
    for scores in [
      try Scores(values: [1], isMember: [true]),
      try Scores(values: [1, 2], isMember: [true, true]),
    ] {
      await #expect(throws: MetricsError.self) {
        _ = try await GroupRisks(scores, by: grouping, permutations: plan)
      }
    }
  }
}
