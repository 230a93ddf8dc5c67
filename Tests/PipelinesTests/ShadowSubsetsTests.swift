import Auditing
import Pipelines
import Settings
import Testing

@Suite("Shadow subsets")
struct ShadowSubsetsTests {
  private func subsets(_ yaml: String) throws -> ShadowSubsets {
    var settings = try Settings(yaml: yaml, file: "test")
    return try ShadowSubsets(&settings)
  }

  /// 60 audited records, half of them members, and a population of 42.
  private func target() throws -> Membership {
    try Membership(
      recordCount: 102,
      parts: [
        .init("members", role: .member, assignment: .randomSplit, records: Array(0..<30)),
        .init("others", role: .nonMember, assignment: .randomSplit, records: Array(30..<60)),
        .init("rest", role: .population, assignment: .randomSplit, records: Array(60..<102)),
      ])
  }

  private func shadows(_ yaml: String, _ count: Int) throws -> [Membership] {
    let (subsets, target) = (try subsets(yaml), try target())
    return try (0..<count).map {
      try subsets.membership(
        shadow: $0, target: target, strata: SmallDataset.oneStratum(102), seed: 3)
    }
  }

  @Test("a pair of shadows divides the audited records")
  func halves() throws {
    let shadows = try shadows("", 6)
    for pair in 0..<3 {
      let (first, second) = (shadows[2 * pair], shadows[2 * pair + 1])
      #expect(first.records(.member) == second.records(.nonMember))
      #expect((first.records(.member) + second.records(.member)).sorted() == Array(0..<60))
      #expect(first.records(.member).count == 30)
    }
    #expect(Set(shadows.map { $0.records(.member) }).count == 6)
  }

  @Test("coins put each record into its share of the shadows, whatever the others do")
  func bernoulli() throws {
    let shadows = try shadows("subsets: bernoulli\nprobability: 0.5", 400)
    // Each record's count is binomial(400, 0.5): 200 +- 10; beyond 6 deviations with a chance of 60 x 2e-9.
    for record in 0..<60 {
      let count = shadows.count { $0.records(.member).contains(record) }
      #expect(abs(count - 200) < 60)
    }
    #expect(Set(shadows.map { $0.records(.member).count }).count > 5)
    #expect(shadows[0].parts[0].assignment == .coinFlip(probability: 0.5))
    #expect(shadows.allSatisfy { $0.audited == Array(0..<60) })
  }

  @Test(
    "population subsets have the size asked for and never hold an audited record",
    arguments: [("", 21), ("\nsize: 15", 15)])
  func population(setting: String, size: Int) throws {
    let shadows = try shadows("subsets: population" + setting, 5)
    for shadow in shadows {
      #expect(shadow.records(.member).count == size)
      #expect((shadow.audited) == Array(60..<102))
    }
    #expect(Set(shadows.map { $0.records(.member) }).count == 5)
  }

  @Test("a population that is too small is refused by the numbers", arguments: [9, 42])
  func tooSmall(size: Int) {
    #expect(
      throws: AuditingError(
        "shadows of \(size) records from a population of 42: lower 'size' in 'shadows', or 'members' "
          + "and 'nonMembers' in 'split', whose rest is the population")
    ) { try shadows("subsets: population\nsize: \(size)", 1) }
  }
}
