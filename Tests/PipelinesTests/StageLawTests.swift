import Auditing
import BoostedTrees
import Foundation
import Models
import Pipelines
import Settings
import SharedLibraries
import Statistics
import Tables
import Tensors
import Testing

/// Whether XGBoost is installed, without which trees cannot be trained.
private let hasXGBoost =
  (try? XGBoostLibrary(
    SharedLibrarySearch(.xgboost, environment: ProcessInfo.processInfo.environment))) != nil

/// What every stage in the list must hold to.
@Suite("Laws of stages")
struct StageLawTests {
  private func context(
    _ label: String, seed: UInt64 = 1, numbersOnly: Bool = false
  ) throws -> StageContext {
    let files = try TemporaryExperiment()
    let schema = Schema(
      numeric: ["income", "age"], categorical: numbersOnly ? [] : ["city"],
      ignored: numbersOnly ? ["city"] : [], label: "vote", missing: ["?"])
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

  /// A hundred images of 3 x 3 points, which are lighter in one class.
  private func images(missing: Bool = false) throws -> StageContext {
    var generator = SeededGenerator(seed: 4, label: "small images")
    let codes = (0..<100).map { Int32($0 % 2) }
    let features = (0..<9).map { column in
      var values = codes.map { generator.normal() + Double($0) }
      if missing, column == 4 { values[7] = .nan }
      return Feature(name: "point \(column)", values: .numeric(values))
    }
    let records = try Records(
      Dataset(
        name: "images", features: features, label: Categories(codes: codes, names: ["no", "yes"]),
        groups: [], sources: []))
    let membership = try Membership(
      recordCount: 100,
      parts: [
        .init("members", role: .member, assignment: .randomSplit, records: Array(0..<50)),
        .init("non-members", role: .nonMember, assignment: .randomSplit, records: Array(50..<100)),
      ])
    return StageContext(
      records: records, membership: membership, seed: 1, label: "target 0/stage 1")
  }

  private func stage(_ name: String) throws -> any Stage {
    let type = try #require(stages.first { $0.name == name })
    // What has to be declared, and noise that can be repeated.
    let yaml =
      switch name {
      case "identity", "train", "sisa", "unlearn": ""
      case "ridge-logistic": "noise: seeded"
      case "train-trees": "{rounds: 3, depth: 2, records: 0.8}"
      case "diffusion": "hidden: [8]\nepochs: 2\njumps: 4"
      case "debias": "attributes: [label]\ndiffusion: {hidden: [8], epochs: 2, jumps: 4}"
      case "image-diffusion":
        "shape: [1, 2, 1]\nrange: [-10, 100]\nhidden: [8]\nepochs: 2\nlevels: 3"
      case "train-images":
        "{model: resnet-18, width: 2, epochs: 2, batch: 20, augmentation: [flip]}"
      case "bilevel-fair": "clients: {rule: even, clients: 2}\npoints: 6\nsteps: 5"
      case "collaborative-training": "clients: {rule: even, clients: 2}"
      case "private-release": SynthesizeTests.settings("method: independent\nnoise: seeded")
      default: SynthesizeTests.settings("noise: seeded")
      }
    var settings = try Settings(yaml: yaml, file: "test")
    return try type.init(&settings)
  }

  /// What an artifact says of the first hundred records.
  private func logits(_ artifact: Artifact, _ context: StageContext) async throws -> [Float] {
    try await artifact.model?.logits(ofRows: Array(0..<100), of: context.records).scalars ?? []
  }

  @Test("names are unique and described")
  func declarations() {
    #expect(Set(stages.map { $0.name }).count == stages.count)
    #expect(stages.allSatisfy { $0.declaration.version >= 1 && !$0.declaration.summary.isEmpty })
  }

  /// The stages whose libraries are on this machine.
  static let runnable = stages.map { $0.name }.filter { $0 != TrainTrees.name || hasXGBoost }

  @Test("the same context gives the same artifact", arguments: runnable)
  func deterministic(name: String) async throws {
    let stage = try stage(name)
    var context =
      try name == "train-images"
      ? images() : context("target 0/stage 1", numbersOnly: name == "image-diffusion")
    var start = Artifact()
    if let refining = stage as? any MembershipRefining {
      // What forgets needs something to forget.
      start = try await self.stage("train").apply(to: start, in: context)
      context = StageContext(
        records: context.records,
        membership: try refining.refining(context.membership, seed: 1, label: context.label),
        seed: context.seed, label: context.label)
    }
    if name == "private-release" {
      // What is made private was released before.
      start = try await self.stage("bilevel-fair").apply(to: start, in: context)
    }
    let first = try await stage.apply(to: start, in: context)
    let second = try await stage.apply(to: start, in: context)
    #expect(try await logits(first, context) == logits(second, context))
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
      try await logits(try await train.apply(to: Artifact(), in: context), context)
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
    let before = try await #require(first.model).logits(ofRows: members, of: base.records).scalars
    let after = try await #require(second.model).logits(ofRows: members, of: replaced).scalars
    // Equal but for the rounding of the dataset's own centring, which is undone on the members.
    #expect(zip(before, after).allSatisfy { abs($0 - $1) < 0.02 })
  }

  @Test("a stopped training of images goes on from its notebook to the same model")
  func notebook() async throws {
    let train = try stage("train-images")
    var context = try images()
    let whole = try await logits(try await train.apply(to: Artifact(), in: context), context)
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    struct Stop: Error {}
    let load: @Sendable () throws -> [UInt8]? = {
      FileManager.default.contents(atPath: file.path).map { [UInt8]($0) }
    }
    context.notebook = .init(
      load: load,
      store: {
        try Data($0).write(to: file)
        throw Stop()
      })
    await #expect(throws: Stop.self) { try await train.apply(to: Artifact(), in: context) }
    context.notebook = .init(load: load, store: { _ in })
    #expect(try await logits(try await train.apply(to: Artifact(), in: context), context) == whole)
    try FileManager.default.removeItem(at: file)
  }

  @Test("columns that make no images, too small ones and missing values are refused in one line")
  func noImages() async throws {
    func message(_ yaml: String, _ context: StageContext) async throws -> String {
      var settings = try Settings(yaml: yaml, file: "test")
      let stage = try TrainImages(&settings)
      let error = await #expect(throws: (any Error).self) {
        try await stage.apply(to: Artifact(), in: context)
      }
      return error.map { "\($0)" } ?? ""
    }
    let context = try images()
    #expect(
      try await message("channels: 2", context)
        == "'train-images' cannot divide 9 columns into images of 2 channels that are square; set 'height' and 'channels'"
    )
    #expect(
      try await message("{}", context).hasPrefix(
        "'train-images' has images of 3 x 3 x 1 (height x width x channels), too small"))
    // Missing values have a column of their own, so that a tenth column makes no image.
    #expect(
      try await message("model: resnet-18", images(missing: true)).contains("10 columns"))
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
    await #expect(
      throws: AuditingError("the records' columns are not those that the model was trained on")
    ) { try await model.logits(ofRows: [0], of: other) }
  }
}
