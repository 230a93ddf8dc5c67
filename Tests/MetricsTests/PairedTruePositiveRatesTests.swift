import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Paired shares at a target rate` {
  @Test("Differences occur as often as over all resamples of the records")
  func distribution() async throws {
    let (members, others) = (3, 2)
    let first: [Double] = [5, 3, 1, 3, 2]
    let second: [Double] = [2, 2, 4, 1, 4]
    func rows(_ range: Range<Int>) -> [[Int]] {
      range.reduce([[]]) { partial, _ in partial.flatMap { head in range.map { head + [$0] } } }
    }
    func found(_ values: [Double], _ rows: [Int]) throws -> Int {
      let isMember = rows.map { $0 < members }
      let curve = ROC(try Scores(values: rows.map { values[$0] }, isMember: isMember))
      return curve.vertex(falsePositivesAtMost: 1).truePositives
    }
    var probabilities: [Int: Double] = [:]
    let (ins, outs) = (rows(0..<members), rows(members..<members + others))
    for chosen in ins {
      for other in outs {
        let difference = try found(first, chosen + other) - found(second, chosen + other)
        probabilities[difference, default: 0] += 1 / Double(ins.count * outs.count)
      }
    }
    let isMember = (0..<5).map { $0 < members }
    let count = 20_000
    let paired = try await PairedTruePositiveRates(
      Scores(values: first, isMember: isMember), Scores(values: second, isMember: isMember),
      rate: 0.5, replicates: Replicates(count: count, seed: 5, label: "pairs", width: 2))
    let observed = Dictionary(
      grouping: paired.difference.replicates.map { Int(($0 * 3).rounded()) }, by: \.self
    ).mapValues { Double($0.count) }
    #expect(Set(observed.keys) == Set(probabilities.keys))
    let statistic = probabilities.reduce(0) { sum, cell in
      let excess = (observed[cell.key] ?? 0) - cell.value * Double(count)
      return sum + excess * excess / (cell.value * Double(count))
    }
    // A right bootstrap fails at one in a million seeds.
    let law = ChiSquared(degreesOfFreedom: Double(probabilities.count - 1))
    #expect(law.upperTail(statistic) > 1e-6)
    #expect(paired.pValue == nil && paired.difference.percentile(level: 0.95) == nil)
  }

  @Test("The estimate is the difference of the metric's values, at any number of threads")
  func estimate() async throws {
    let first = try `Bootstrap of areas and shares`.normal(400, shift: 2, label: "first")
    let second = try `Bootstrap of areas and shares`.normal(400, shift: 0, label: "second")
    func run(_ width: Int) async throws -> PairedTruePositiveRates {
      try await PairedTruePositiveRates(
        first, second, rate: 0.1,
        replicates: Replicates(count: 550, seed: 3, label: "pairs", width: width))
    }
    let one = try await run(1)
    #expect(try await run(2) == one)
    #expect(try await run(5) == one)
    let shares = [first, second].compactMap { ROC($0).truePositiveRate(at: 0.1, by: .atMost) }
    #expect(abs(one.difference.estimate - (shares[0] - shares[1])) < 1e-12)
    #expect(one.pValue == 2.0 / 551)
    #expect(try #require(one.difference.percentile(level: 0.95)).low > 0)
  }

  @Test("An attack does not differ from itself")
  func same() async throws {
    let scores = try `Bootstrap of areas and shares`.normal(400, shift: 1, label: "same")
    let paired = try await PairedTruePositiveRates(
      scores, scores, rate: 0.1,
      replicates: Replicates(count: 100, seed: 3, label: "same", width: 1))
    #expect(paired.difference.replicates.allSatisfy { $0 == 0 })
    #expect(paired.pValue == 1)
  }
}
