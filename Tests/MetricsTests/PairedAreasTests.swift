import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Paired areas` {
  /// The share of the other side that a record wins against, by definition.
  static func wins(_ scores: Scores) -> (members: [Double], nonMembers: [Double]) {
    func win(_ member: Double, _ other: Double) -> Double {
      member > other ? 1 : member == other ? 0.5 : 0
    }
    return (
      scores.members.map { member in mean(scores.nonMembers.map { win(member, $0) }) },
      scores.nonMembers.map { other in mean(scores.members.map { win($0, other) }) }
    )
  }

  static func tied(_ label: String, levels: Int) throws -> Scores {
    var generator = SeededGenerator(seed: 2, label: label)
    let isMember = (0..<80).map { $0 % 3 == 0 }
    return try Scores(
      values: isMember.map { Double(generator.integer(below: levels) + ($0 ? 1 : 0)) },
      isMember: isMember)
  }

  @Test("The variance is that of the differences of the wins", arguments: [2, 5, 1000])
  func variance(levels: Int) throws {
    let (first, second) = (
      try Self.tied("first", levels: levels), try Self.tied("second", levels: 7)
    )
    let (one, two) = (Self.wins(first), Self.wins(second))
    let expected =
      sampleVariance(zip(one.members, two.members).map { $0 - $1 }) / Double(one.members.count)
      + sampleVariance(zip(one.nonMembers, two.nonMembers).map { $0 - $1 })
      / Double(one.nonMembers.count)
    let paired = try PairedAreas(first, second)
    #expect(abs(paired.variance - expected) < 1e-14)
    #expect(paired.first == RankSum(first).auc && paired.second == RankSum(second).auc)
    let z = abs(paired.difference) / expected.squareRoot()
    #expect(abs(try #require(paired.pValue) - 2 * Normal.standard.upperTail(z)) < 1e-12)
    let interval = try #require(paired.interval(level: 0.95))
    #expect(
      abs(interval.high - interval.low - 2 * 1.959963984540054 * expected.squareRoot()) < 1e-12)
  }

  @Test("Exchanging the attacks turns the difference's sign and nothing else")
  func exchange() throws {
    let (first, second) = (try Self.tied("first", levels: 9), try Self.tied("second", levels: 9))
    let (forward, backward) = (
      try PairedAreas(first, second), try PairedAreas(second, first)
    )
    #expect(forward.difference == -backward.difference)
    #expect(forward.pValue == backward.pValue)
    #expect(abs(forward.variance - backward.variance) < 1e-17)
  }

  @Test("An attack does not differ from itself, nor from its scores in another unit")
  func same() throws {
    let scores = try Self.tied("first", levels: 9)
    let scaled = try Scores(values: scores.values.map { 3 * $0 - 1 }, isMember: scores.isMember)
    let paired = try PairedAreas(scores, scaled)
    #expect(paired.difference == 0 && paired.variance == 0 && paired.pValue == 1)
    #expect(paired.interval(level: 0.95) == nil)
  }

  @Test("Areas of 1 and 0 have no variance and therefore no p-value")
  func degenerate() throws {
    let isMember = [true, true, false, false]
    let paired = try PairedAreas(
      Scores(values: [4, 3, 2, 1], isMember: isMember),
      Scores(values: [1, 2, 3, 4], isMember: isMember))
    #expect(paired.difference == 1 && paired.pValue == nil)
  }

  @Test("Under equal attacks one p-value in twenty is below 0.05")
  func level() throws {
    var rejected = 0
    for sample in 0..<2000 {
      var generator = SeededGenerator(seed: 4, label: "level \(sample)")
      let isMember = (0..<200).map { $0 % 2 == 0 }
      let shared = isMember.map { generator.normal() + ($0 ? 1 : 0) }
      func scores() throws -> Scores {
        try Scores(values: shared.map { $0 + generator.normal() }, isMember: isMember)
      }
      let paired = try PairedAreas(scores(), scores())
      if try #require(paired.pValue) < 0.05 { rejected += 1 }
    }
    // A test of level 0.05 exactly fails at one in 10,000 seeds: 100 expected, standard deviation 9.7.
    #expect(rejected > 62 && rejected < 140)
  }

  @Test("Scores of other records, or too few of a side, are refused")
  func refused() throws {
    let two = try Scores(values: [1, 2, 3, 4], isMember: [true, true, false, false])
    let other = try Scores(values: [1, 2, 3, 4], isMember: [true, false, true, false])
    let few = try Scores(values: [1, 2, 3], isMember: [true, false, false])
    #expect(throws: MetricsError.self) { try PairedAreas(two, other) }
    #expect(throws: MetricsError.self) { try PairedAreas(two, few) }
    #expect(throws: MetricsError.self) { try PairedAreas(few, few) }
  }
}
