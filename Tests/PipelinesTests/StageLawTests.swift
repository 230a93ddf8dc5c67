import Auditing
import Foundation
import Models
import Pipelines
import Settings
import Tables
import Tensors
import Testing

/// What every stage in the list must hold to.
@Suite("Laws of stages")
struct StageLawTests {
  private func context(_ label: String, seed: UInt64 = 1) throws -> StageContext {
    let files = try TemporaryExperiment()
    let schema = Schema(
      numeric: ["income", "age"], categorical: ["city"], label: "vote", missing: ["?"])
    let records = try Records(
      readCSV(
        paths: [files.folder.appending(path: "records.csv").path], name: "records", schema: schema))
    let membership = try Membership(
      recordCount: records.count,
      parts: [
        .init("members", role: .member, assignment: .randomSplit, records: Array(0..<50)),
        .init("non-members", role: .nonMember, assignment: .randomSplit, records: Array(50..<100)),
      ])
    return StageContext(records: records, membership: membership, seed: seed, label: label)
  }

  private func stage(_ name: String) throws -> any Stage {
    let type = try #require(stages.first { $0.name == name })
    // What has to be declared, and noise that can be repeated.
    let yaml =
      switch name {
      case "identity", "train", "sisa", "unlearn": ""
      case "ridge-logistic": "noise: seeded"
      default: SynthesizeTests.settings("noise: seeded")
      }
    var settings = try Settings(yaml: yaml, file: "test")
    return try type.init(&settings)
  }

  /// What an artifact says of the first hundred records.
  private func logits(_ artifact: Artifact, _ context: StageContext) throws -> [Float] {
    try artifact.model?.logits(ofRows: Array(0..<100), of: context.records).scalars ?? []
  }

  @Test("names are unique and described")
  func declarations() {
    #expect(Set(stages.map { $0.name }).count == stages.count)
    #expect(stages.allSatisfy { $0.declaration.version >= 1 && !$0.declaration.summary.isEmpty })
  }

  @Test("the same context gives the same artifact", arguments: stages.map { $0.name })
  func deterministic(name: String) async throws {
    let stage = try stage(name)
    var context = try context("target 0/stage 1")
    var start = Artifact()
    if let refining = stage as? any MembershipRefining {
      // What forgets needs something to forget.
      start = try await self.stage("train").apply(to: start, in: context)
      context = StageContext(
        records: context.records,
        membership: try refining.refining(context.membership, seed: 1, label: context.label),
        seed: context.seed, label: context.label)
    }
    let first = try await stage.apply(to: start, in: context)
    let second = try await stage.apply(to: start, in: context)
    #expect(try logits(first, context) == logits(second, context))
    #expect(first.parts.map(\.name) == second.parts.map(\.name))
    let keys = [first, second].map { artifact in
      artifact.latestRelease.map { release in
        (0..<release.dataset.count).map(release.dataset.rowKey)
      }
    }
    #expect(keys[0] == keys[1])
  }

  @Test("training depends on the seed, the label and the members")
  func training() async throws {
    let train = try stage("train")
    let base = try context("target 0/stage 1")
    func trained(_ context: StageContext) async throws -> [Float] {
      try logits(try await train.apply(to: Artifact(), in: context), context)
    }
    let reference = try await trained(base)
    #expect(try await trained(try context("target 1/stage 1")) != reference)
    #expect(try await trained(try context("target 0/stage 1", seed: 2)) != reference)
    let swapped = try Membership(
      recordCount: base.records.count,
      parts: [.init("members", role: .member, assignment: .given, records: Array(50..<100))])
    let other = StageContext(records: base.records, membership: swapped, seed: 1, label: base.label)
    #expect(try await trained(other) != reference)
  }

  @Test("training reads no record but the members")
  func membersOnly() async throws {
    let train = try stage("train")
    let base = try context("target 0/stage 1")
    // The same members in a dataset whose other records are all copies of the first one.
    let rows = Array(0..<50) + Array(repeating: 0, count: base.records.count - 50)
    let replaced = try Records(base.records.dataset.selecting(rows: rows))
    let other = StageContext(
      records: replaced, membership: base.membership, seed: 1, label: base.label)
    let first = try await train.apply(to: Artifact(), in: base)
    let second = try await train.apply(to: Artifact(), in: other)
    let members = Array(0..<50)
    let before = try #require(first.model).logits(ofRows: members, of: base.records).scalars
    let after = try #require(second.model).logits(ofRows: members, of: replaced).scalars
    // Equal but for the rounding of the dataset's own centring, which is undone on the members.
    #expect(zip(before, after).allSatisfy { abs($0 - $1) < 0.02 })
  }

  @Test("a model refuses records of other columns in one line")
  func otherColumns() async throws {
    let context = try context("target 0/stage 1")
    let model = try #require(
      try await stage("train").apply(to: Artifact(), in: context).model)
    let files = try TemporaryExperiment()
    let other = try Records(
      readCSV(
        paths: [files.folder.appending(path: "records.csv").path], name: "records",
        schema: Schema(
          numeric: ["age"], categorical: ["city"], ignored: ["income"], label: "vote",
          missing: ["?"])))
    #expect(
      throws: AuditingError("the records' columns are not those that the model was trained on")
    ) { try model.logits(ofRows: [0], of: other) }
  }
}
