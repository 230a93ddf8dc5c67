import Auditing
import Pipelines
import Settings
import Tables
import Testing

@Suite("Split")
struct SplitTests {
  private func split(_ yaml: String) throws -> Split {
    var settings = try Settings(yaml: yaml, file: "test")
    return try Split(&settings)
  }

  @Test("members, non-members and population have the shares asked for and are a partition")
  func partition() throws {
    let split = try split("split: {members: 0.3, nonMembers: 0.5}")
    let membership = try split.membership(
      target: 0, recordCount: 1000, strata: SmallDataset.oneStratum(1000), seed: 1)
    #expect(membership.records(.member).count == 300)
    #expect(membership.records(.nonMember).count == 500)
    #expect(membership.parts.flatMap(\.records).sorted() == Array(0..<1000))
  }

  @Test("no target sees the population, and all are audited on the same records")
  func population() throws {
    let split = try split("split: {members: 0.4, nonMembers: 0.4}")
    let targets = try (0..<5).map {
      try split.membership(
        target: $0, recordCount: 200, strata: SmallDataset.oneStratum(200), seed: 3)
    }
    #expect(Set(targets.map(\.audited)).count == 1)
    #expect(Set(targets.map { $0.records(.member) }).count == 5)
    #expect(Set(targets.map { $0.records(.population) }).count == 1)
  }

  @Test("stratified parts hold every label and group in its proportion, to one record a stratum")
  func stratified() throws {
    let dataset = SmallDataset.make(count: 300)
    let split = try split("split: {members: 0.3, nonMembers: 0.4, stratify: [label, sex]}")
    let strata = try Strata(split.stratify, of: dataset)
    let membership = try split.membership(target: 0, recordCount: 300, strata: strata, seed: 2)
    for role in Membership.Role.allCases {
      let rows = membership.records(role)
      for label in 0..<2 {
        for sex in 0..<2 {
          func isIn(_ row: Int) -> Bool {
            dataset.label.codes[row] == label && dataset.groups[0].categories.codes[row] == sex
          }
          let expected = Double((0..<300).count(where: isIn) * rows.count) / 300
          #expect(abs(Double(rows.count(where: isIn)) - expected) <= 2)
        }
      }
    }
    #expect(membership.records(.member).count == 90)
    #expect(membership.records(.nonMember).count == 120)
  }

  @Test(
    "a side below ten is refused by its count",
    arguments: [(0.05, 0.5, "members"), (0.5, 0.05, "nonMembers")])
  func small(members: Double, nonMembers: Double, key: String) throws {
    let split = try split("split: {members: \(members), nonMembers: \(nonMembers)}")
    let name = key == "members" ? "members" : "non-members"
    #expect(
      throws: AuditingError(
        "5 \(name) of 100 records: at least 10 are needed; raise '\(key)' in 'split' or bring more records"
      )
    ) {
      try split.membership(
        target: 0, recordCount: 100, strata: SmallDataset.oneStratum(100), seed: 1)
    }
  }
}
