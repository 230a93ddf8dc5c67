import Auditing
import Pipelines
import Settings
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
    let membership = try split.membership(target: 0, recordCount: 1000, seed: 1)
    #expect(membership.records(.member).count == 300)
    #expect(membership.records(.nonMember).count == 500)
    #expect(membership.parts.flatMap(\.records).sorted() == Array(0..<1000))
  }

  @Test("no target sees the population, and all are audited on the same records")
  func population() throws {
    let split = try split("split: {members: 0.4, nonMembers: 0.4}")
    let targets = try (0..<5).map { try split.membership(target: $0, recordCount: 200, seed: 3) }
    #expect(Set(targets.map(\.audited)).count == 1)
    #expect(Set(targets.map { $0.records(.member) }).count == 5)
    #expect(Set(targets.map { $0.records(.population) }).count == 1)
  }

  @Test(
    "a pair of shadows divides the audited records, and more pairs leave the first as they were")
  func shadows() throws {
    let split = try split("")
    let audited = Array(stride(from: 0, to: 100, by: 2)) + [101]
    let shadows = try (0..<6).map {
      try split.shadowMembership($0, audited: audited, recordCount: 102, seed: 3)
    }
    for pair in 0..<3 {
      let (first, second) = (shadows[2 * pair], shadows[2 * pair + 1])
      #expect(first.records(.member) == second.records(.nonMember))
      #expect((first.records(.member) + second.records(.member)).sorted() == audited)
      #expect(first.records(.member).count == 25)
    }
    #expect(Set(shadows.map { $0.records(.member) }).count == 6)
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
    ) { try split.membership(target: 0, recordCount: 100, seed: 1) }
  }
}
