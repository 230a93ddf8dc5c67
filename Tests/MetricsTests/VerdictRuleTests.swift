import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `The rule of the verdict` {
  /// Twenty members each so far above their partners among twenty non-members.
  static func ladder(_ step: Double, count: Int = 20) -> Sample {
    let steps = (0..<count).map(Double.init)
    return Sample("step \(step)", in: steps.map { $0 + step }, out: steps)
  }

  static let apart = ladder(30)
  static let chance = ladder(0)
  /// One-sided p-values of 0.042 and 0.015.
  static let weak = ladder(3.5)
  static let clearer = ladder(4.5)

  static func verdict(_ primary: [Sample], blind: Sample? = nil) throws -> Verdict {
    VerdictRule.judge(
      stage: "1 train",
      primary: try primary.enumerated().map { ("attack \($0)", [try $1.scores()]) },
      blind: try blind.map { ("blind", [try $0.scores()]) })
  }

  /// Primary attacks, the records alone, and what the rule should find.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let primary: [Sample]
    let blind: Sample?
    let outcome: Verdict.Outcome

    init(_ name: String, _ primary: [Sample], blind: Sample?, _ outcome: Verdict.Outcome) {
      testDescription = name
      (self.primary, self.blind, self.outcome) = (primary, blind, outcome)
    }
  }

  @Test(
    "The outcome follows from the primary attacks unless the records alone explain them",
    arguments: [
      Case("a leak", [apart], blind: nil, .leak),
      Case("a leak, split fair", [apart], blind: chance, .leak),
      Case("a leak by one of three", [chance, apart, chance], blind: chance, .leak),
      Case("no leak", [chance], blind: nil, .noLeakFound),
      Case("worse than chance", [ladder(-30)], blind: nil, .noLeakFound),
      Case("a biased split before a leak", [apart], blind: apart, .splitBiased),
      Case("a biased split before no leak", [chance], blind: apart, .splitBiased),
      Case("a biased split before nothing", [], blind: apart, .splitBiased),
      Case("a split below the stricter level", [apart], blind: clearer, .leak),
      Case("a split told apart the wrong way round", [chance], blind: ladder(-30), .noLeakFound),
      Case("nothing", [], blind: nil, .notTested),
      Case("only a fair split", [], blind: chance, .notTested),
      Case("one weak attack", [weak], blind: nil, .leak),
      Case("two weak attacks, after Holm", [weak, weak], blind: nil, .noLeakFound),
      Case("a weak and a clear attack", [weak, apart], blind: nil, .leak),
    ])
  func outcomes(sample: Case) throws {
    let verdict = try Self.verdict(sample.primary, blind: sample.blind)
    #expect(verdict.outcome == sample.outcome)
    #expect(verdict.stage == "1 train")
    #expect(verdict.level == 0.05)
    #expect(verdict.tests.count == sample.primary.count)
    #expect((verdict.blind != nil) == (sample.blind != nil))
  }

  @Test("The p-value of one target is that of the Mann-Whitney test corrected for ties")
  func mannWhitney() throws {
    // Reference values from another library, normal approximation without continuity correction.
    let tied = Sample(
      "", in: [3, 5, 5, 6, 8, 9, 9, 2, 7, 5], out: [1, 2, 5, 4, 3, 5, 6, 2, 2, 8, 1, 0])
    let test = try #require(try Self.verdict([tied]).tests.first)
    #expect(test.attack == "attack 0")
    #expect(abs(test.auc - 95.0 / 120) < 1e-15)
    #expect(abs(test.pValue - 0.009877207257147238) < 1e-12)
    let published = Sample("", in: [0, 4, 6, 7], out: [1, 2, 3, 5])
    let small = try #require(try Self.verdict([published]).tests.first)
    #expect(abs(small.pValue - 0.19323811538561636) < 1e-12)
  }

  /// The z-test by its textbook formula, on the count of pairs won and the sizes of the tie groups, with so many times its variance.
  static func pValue(_ sample: Sample, times factor: Double = 1) -> Double {
    let (m, n) = (Double(sample.members.count), Double(sample.nonMembers.count))
    let wins = Double(halfWins(sample)) / 2
    let groups = Dictionary(grouping: sample.members + sample.nonMembers) { $0 }
    let ties = groups.values.reduce(0.0) { total, group in
      let size = Double(group.count)
      return total + (size * size * size - size)
    }
    let variance = factor * m * n / 12 * ((m + n + 1) - ties / ((m + n) * (m + n - 1)))
    return variance > 0
      ? Normal.standard.upperTail((wins - m * n / 2) / variance.squareRoot()) : 1
  }

  @Test("The p-value agrees with the textbook's on all shapes of scores", arguments: Sample.shapes)
  func textbook(sample: Sample) throws {
    let verdict = try Self.verdict([sample], blind: sample)
    let test = try #require(verdict.tests.first)
    #expect(abs(test.pValue - Self.pValue(sample)) < 1e-12)
    #expect(test.adjusted == test.pValue)
    let blind = try #require(verdict.blind)
    #expect(abs(blind.pValue - Self.pValue(sample, times: 2)) < 1e-12)
  }

  @Test("The p-values of several attacks are corrected after Holm, the blind one's is not")
  func correction() throws {
    let samples = [Self.weak, Self.chance, Self.clearer]
    let verdict = try Self.verdict(samples, blind: Self.weak)
    let raw = samples.map { Self.pValue($0) }
    // Worked by hand: the smallest times three, the next times two, the largest once.
    let expected = [2 * raw[0], raw[1], 3 * raw[2]]
    #expect(zip(verdict.tests.map(\.adjusted), expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(verdict.blind?.adjusted == verdict.blind?.pValue)
    #expect(raw[0] > 0.04 && raw[0] < 0.045 && raw[2] > 0.01 && raw[2] < 0.016)
  }

  @Test("Several targets are judged by their mean area, with the error of a mean")
  func severalTargets() throws {
    let samples = [Self.weak, Self.chance, Self.clearer, Self.ladder(1.5)]
    let verdict = VerdictRule.judge(
      stage: "1 train", primary: [("attack", try samples.map { try $0.scores() })], blind: nil)
    let area = mean(samples.map { Double(halfWins($0)) / 2 / 400 })
    // The second sample pairs every member with a tied non-member: twenty groups of two.
    let ties: Double = 20 * 6 / (40 * 39)
    let variances = (4 * 41 - ties) / (12 * 400)
    let error = (variances / 16).squareRoot()
    let test = try #require(verdict.tests.first)
    #expect(abs(test.auc - area) < 1e-15)
    #expect(abs(test.pValue - Normal.standard.upperTail((area - 0.5) / error)) < 1e-12)
    let one = try Self.verdict([Self.weak]).detectableAUC
    let four = try #require(verdict.detectableAUC)
    #expect(abs((four - 0.5) / (try #require(one) - 0.5) - 0.5) < 1e-3)
  }

  @Test(
    "The detectable area lies the test's and the power's quantiles of the null error above a half",
    arguments: zip([1, 2, 5], [1.6448536269514722, 1.959963984540054, 2.3263478740408408]))
  func detectable(attacks: Int, quantile: Double) throws {
    let sample = Self.ladder(0.5, count: 100)
    let verdict = try Self.verdict(Array(repeating: sample, count: attacks))
    let error = (201.0 / (12 * 100 * 100)).squareRoot()
    let expected = 0.5 + (quantile + 0.8416212335729143) * error
    #expect(abs(try #require(verdict.detectableAUC) - expected) < 1e-9)
  }

  @Test("The least precise attack decides what would have been detected")
  func leastPrecise() throws {
    let coarse = Sample("", in: [1, 0, 0, 1], out: [1, 0, 0, 1])
    let both = try #require(
      try Self.verdict([Self.ladder(0.5, count: 100), Self.ladder(0.5)]).detectableAUC)
    let alone = try #require(
      try Self.verdict([Self.ladder(0.5), Self.ladder(0.5)]).detectableAUC)
    #expect(both == alone)
    #expect(try Self.verdict([coarse]).detectableAUC.map { $0 > both } ?? true)
  }

  @Test(
    "Where no area could have been detected none is stated",
    arguments: [Sample.shapes[0], Sample("one of each", in: [1], out: [0])])
  func undetectable(sample: Sample) throws {
    let verdict = try Self.verdict([sample])
    #expect(verdict.detectableAUC == nil)
    #expect(verdict.outcome == .noLeakFound)
    #expect(try Self.verdict([]).detectableAUC == nil)
  }

  /// The share of simulated audits in which the rule found a leak.
  static func leaks(
    _ repetitions: Int, _ audit: (inout SeededGenerator) throws -> [(String, [Scores])]
  ) throws -> Double {
    var generator = SeededGenerator(seed: 5, label: "size and power")
    var found = 0
    for _ in 0..<repetitions {
      let verdict = VerdictRule.judge(
        stage: "", primary: try audit(&generator), blind: nil)
      if verdict.outcome == .leak { found += 1 }
    }
    return Double(found) / Double(repetitions)
  }

  /// Sixty scores of a few values, half of the records drawn as members.
  static func exchangeable(_ generator: inout SeededGenerator, values: [Double]) throws -> Scores {
    let members = Set(generator.choose(values.count / 2, of: values.count))
    return try Scores(values: values, isMember: values.indices.map { members.contains($0) })
  }

  @Test(
    "Under exchangeable membership a leak is found in 5 % of audits",
    arguments: zip([1, 3, 1], [1, 1, 3]))
  func size(attacks: Int, targets: Int) throws {
    let values = (0..<60).map { Double($0 * $0 % 23) }
    let share = try Self.leaks(3000) { generator in
      try (0..<attacks).map { attack in
        (
          "\(attack)",
          try (0..<targets).map { _ in
            try Self.exchangeable(&generator, values: values)
          }
        )
      }
    }
    // At a true rate of 0.05 another seed leaves this range with probability 0.0006.
    #expect(share > 0.036 && share < 0.064, "found a leak in \(share)")
  }

  @Test("The detectable area is detected in about 80 % of audits", arguments: [1, 3])
  func power(targets: Int) throws {
    let fixed = Self.ladder(0.5, count: 100)
    let scores = try Array(repeating: fixed, count: targets).map { try $0.scores() }
    let area = try #require(
      VerdictRule.judge(stage: "", primary: [("", scores)], blind: nil).detectableAUC)
    // Two normals so far apart have the area Phi(shift / sqrt 2).
    let shift = 2.0.squareRoot() * Normal.standard.quantile(area)
    let share = try Self.leaks(1500) { generator in
      [
        (
          "normals",
          try (0..<targets).map { _ in
            try Scores(
              values: (0..<200).map { generator.normal() + ($0 < 100 ? shift : 0) },
              isMember: (0..<200).map { $0 < 100 })
          }
        )
      ]
    }
    // At a true power from 0.79 to 0.82 another seed leaves this range with probability below 0.003.
    #expect(share > 0.76 && share < 0.85, "found a leak in \(share)")
  }

  @Test("Beyond the rule are attacks that beat chance when the correction is for all that ran")
  func beyond() throws {
    let verdict = try Self.verdict([Self.chance, Self.chance])
    let others = [("weak", Self.weak), ("apart", Self.apart), ("chance", Self.chance)]
    let found = VerdictRule.beyond(verdict, try others.map { ($0, [try $1.scores()]) })
    #expect(found.map(\.attack) == ["apart"])
    let test = try #require(found.first)
    // The smallest of five p-values is multiplied by five.
    #expect(abs(test.adjusted - 5 * Self.pValue(Self.apart)) < 1e-15)
    // Alone with one primary attack at chance the clearer one passes: 2 x 0.015; among five it would not: 5 x 0.015.
    let one = try Self.verdict([Self.chance])
    #expect(VerdictRule.beyond(one, [("clearer", [try Self.clearer.scores()])]).count == 1)
    let many = try Self.verdict(Array(repeating: Self.chance, count: 4))
    #expect(VerdictRule.beyond(many, [("clearer", [try Self.clearer.scores()])]).isEmpty)
  }
}
