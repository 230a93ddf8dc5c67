import Auditing
import Foundation
import Pipelines
import Results
import Settings
import Synchronization
import Tables
import Testing

@Suite("The stage that debiases")
struct DebiasTests {
  private static let quick = "diffusion: {hidden: [8], epochs: 4, jumps: 4, checkpoint: 2}"

  private static func apply(_ yaml: String, _ context: StageContext) async throws -> Artifact {
    try await SynthesizeTests.stage(yaml, name: "debias").apply(to: Artifact(), in: context)
  }

  private static func shares(_ table: Dataset) -> [Int] {
    table.label.names.indices.map { level in
      table.label.codes.count { $0 == Int32(level) }
    }
  }

  @Test("members come first and as they are, generated records follow and are marked")
  func augmented() async throws {
    let context = try SynthesizeTests.context()
    let artifact = try await Self.apply("attributes: [label]\n\(Self.quick)", context)
    let (release, part) = try #require(artifact.latestRelease)
    let members = context.records.dataset.selecting(rows: Array(0..<60))
    #expect((0..<60).allSatisfy { release.rowKey($0) == members.rowKey($0) })
    let origin = try #require(part.origin)
    #expect(origin.generated == 60..<release.count && release.count > 60)
    let counts = Self.shares(release)
    #expect(abs(counts[0] - counts[1]) <= 1)
  }

  @Test("what is told are the bias before and after, the closed form and every step")
  func told() async throws {
    let artifact = try await Self.apply(
      "attributes: [label]\nbatch: 1\nrho: 1.0e-12\n\(Self.quick)", SynthesizeTests.context())
    let (release, part) = try #require(artifact.latestRelease)
    let origin = try #require(part.origin)
    func fact(_ name: String) -> Double? { origin.facts.first { $0.name == name }?.value }
    let generated = Double(release.count - 60)
    #expect(fact("debias-generated") == generated && fact("debias-closed-form") == generated)
    #expect(try #require(fact("debias-bias-before")) > 1e-3)
    #expect(fact("debias-bias-after") == 0 && fact("debias-agreement:label") == 1)
    let steps = try #require(origin.traces.first { $0.name == "debiasing" })
    #expect(steps.columns == ["generated", "bias label", "total bias", "asked no", "asked yes"])
    #expect(steps.rows.count == Int(generated) + 1 && steps.rows[0][3] == nil)
    #expect(origin.traces.first { $0.name == "training-loss" }?.rows.count == 4)
  }

  @Test("generated records can be published alone, and copies are the plainest of them")
  func generated() async throws {
    let context = try SynthesizeTests.context()
    let artifact = try await Self.apply(
      "attributes: [label]\npublish: generated\ngenerator: resampling", context)
    let (release, part) = try #require(artifact.latestRelease)
    let known = Set((0..<60).map(context.records.dataset.rowKey))
    #expect(
      release.count > 0 && (0..<release.count).allSatisfy { known.contains(release.rowKey($0)) })
    #expect(part.origin?.generated == nil)
  }

  /// What a stage kept.
  private final class Notes: Sendable {
    let bytes = Mutex<[UInt8]?>(nil)
    struct Stop: Error {}
  }

  @Test("a stopped training goes on from its notebook to the same release")
  func resumed() async throws {
    var context = try SynthesizeTests.context()
    let (yaml, notes) = ("attributes: [label]\n\(Self.quick)", Notes())
    let whole = try #require(try await Self.apply(yaml, context).latestRelease).dataset
    context.notebook = .init(
      load: { nil },
      store: { bytes in
        notes.bytes.withLock { $0 = bytes }
        throw Notes.Stop()
      })
    let stopping = context
    await #expect(throws: Notes.Stop.self) { try await Self.apply(yaml, stopping) }
    let kept = try #require(notes.bytes.withLock { $0 })
    context.notebook = .init(load: { kept }, store: { _ in })
    let resumed = try #require(try await Self.apply(yaml, context).latestRelease).dataset
    #expect((0..<whole.count).map(whole.rowKey) == (0..<resumed.count).map(resumed.rowKey))
  }

  @Test(
    "settings that do not fit are refused in one line",
    arguments: [
      ("batch: 3", "test:1: 'attributes' is missing; it must be a list of 1 to 100 texts"),
      (
        "attributes: [label]\npriors: {label: {shares: {yes: -1}}}",
        "test:2: the share of 'yes' is '-1'; write a number of 0 or more"
      ),
      ("attributes: [label]\nprior: guess", "test:2: 'prior' must be one of"),
    ])
  func refused(yaml: String, message: String) {
    let error = #expect(throws: SettingsError.self) {
      try SynthesizeTests.stage(yaml, name: "debias")
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test("no member, an unknown attribute, or a release before it is refused in one line")
  func unfit() async throws {
    let yaml = "attributes: [label]\ngenerator: resampling"
    await #expect { try await Self.apply(yaml, SynthesizeTests.context(0..<0)) } throws: {
      "\($0)" == "'debias' has no member to learn from; raise 'members' of 'split'"
    }
    await #expect {
      try await Self.apply("attributes: [height]", SynthesizeTests.context())
    } throws: {
      "\($0)".hasPrefix("there is no attribute 'height'")
    }
    let context = try SynthesizeTests.context()
    let released = try await Self.apply(yaml, context)
    await #expect {
      try await SynthesizeTests.stage(yaml, name: "debias").apply(to: released, in: context)
    } throws: {
      "\($0)".hasPrefix("'debias' learns from the members, and a dataset is released already")
    }
  }

  @Test("a run tells of the debiasing, trains on what came of it, and publishes a marked table")
  func run() async throws {
    let files = try TemporaryExperiment()
    try files.write(
      "primary: [nearest-release, m-loss]\nattacks: [nearest-release, m-loss]\nmetrics: [auc]",
      to: "suite.yaml")
    try files.edit(
      "  - train: {hidden: [8]",
      "  - debias: {attributes: [age, label], rho: 0.001, \(Self.quick)}\n  - train: {hidden: [8]")
    try files.edit("targets: 2", "targets: 1\ndisclosure: {attempts: 20}")
    try files.edit("models: 8", "models: 0")
    let published = Mutex<[String: String]>([:])
    var runner = AuditRunner(try Experiment(path: files.path), threads: 2) { _ in }
    runner.publishing = { release in published.withLock { $0[release.name] = release.text } }
    let run = try await runner.run(tool: "test")
    let stage = run.stages[1]
    #expect(stage.name == "1 debias")
    #expect(stage.figures.contains { $0.name == "debiasing" })
    let facts = run.measurements.filter { $0.reading.metric.hasPrefix("debias-") }
    #expect(facts.contains { $0.reading.metric == "debias-after:age" && $0.stage == "1 debias" })
    // Only the stage that made the release tells of it, and the model after it scores all records.
    #expect(facts.allSatisfy { $0.stage == "1 debias" })
    #expect(run.stages[2].scores.contains { $0.attack == "m-loss" && !$0.values.isEmpty })
    let text = try #require(published.withLock { $0["release-1-debias.csv"] })
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "income,age,city,generated,vote")
    let marks = lines.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)[3]
    }
    #expect(marks.count { $0 == "no" } == 48 && marks.last == "yes")
  }

  @Test("a run from the cache tells the same")
  func cached() async throws {
    let files = try TemporaryExperiment()
    try files.write("primary: [m-loss]\nattacks: [m-loss]\nmetrics: [auc]", to: "suite.yaml")
    try files.edit(
      "  - train: {hidden: [8]",
      "  - debias: {attributes: [label], generator: resampling}\n  - train: {hidden: [8]")
    try files.edit("targets: 2", "targets: 1\ndisclosure: {attempts: 20}")
    try files.edit("models: 8", "models: 0")
    let cache = PassCache(folder: files.folder.appending(path: "cache").path, code: "build 1")
    var runs: [Run] = []
    let notes = Mutex<[String]>([])
    for _ in 0..<2 {
      let runner = AuditRunner(try Experiment(path: files.path), threads: 1, cache: cache) {
        if case .note(let text) = $0 { notes.withLock { $0.append(text) } }
      }
      runs.append(try await runner.run(tool: "test"))
    }
    // A cache that cannot be written is told of, and costs no more.
    #expect(notes.withLock { $0.allSatisfy { !$0.contains("the cache lacks") } })
    #expect(runs[0].measurements == runs[1].measurements)
    #expect(runs[1].stages[1].figures.contains { $0.name == "debiasing" })
  }
}
