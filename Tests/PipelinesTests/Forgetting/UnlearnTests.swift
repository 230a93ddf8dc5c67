import Auditing
import Foundation
import Pipelines
import Results
import Settings
import Tables
import Tensors
import Testing
import Unlearning

@Suite("The stage that forgets")
struct UnlearnTests {
  /// An experiment with few attacks and shadows.
  private func small(records: Int = 120) throws -> TemporaryExperiment {
    let files = try TemporaryExperiment(records: records)
    try files.edit("shadows: {models: 8}", "shadows: {models: 4}")
    try files.edit(
      "attacks: [m-loss, lira-online, lira-offline-global, coin-flip]",
      "attacks: [m-loss, lira-online]", in: "suite.yaml")
    return files
  }

  private func experiment(_ stages: String) throws -> TemporaryExperiment {
    let files = try small(records: 400)
    try files.edit(
      """
      stages:
        - train: {hidden: [8], epochs: 20, batch: 16, rate: 0.1}
        - identity
      """,
      """
      stages:
        - train: {hidden: [64], epochs: 60, batch: 16, rate: 0.2}
      \(stages)
      """)
    return files
  }

  private func run(_ files: TemporaryExperiment) async throws -> Run {
    try await AuditRunner(Experiment(path: files.path), threads: 2) { _ in }.run(tool: "test")
  }

  private func area(_ run: Run, _ stage: String, _ group: String) throws -> Double {
    try #require(
      run.measurements.first {
        $0.stage == stage && $0.group == group && $0.attack == "m-loss" && $0.target == "mean"
          && $0.reading.metric == "auc"
      }?.reading.value)
  }

  @Test(
    "forgotten and retained members are measured apart before and after, and retraining forgets")
  func retraining() async throws {
    let files = try experiment("  - unlearn: {method: retrain, forget: 0.4}")
    let run = try await run(files)
    let before = try area(run, "1 train", "membership=forgotten")
    let after = try area(run, "2 unlearn", "membership=forgotten")
    let retained = try area(run, "2 unlearn", "membership=retained")
    #expect(before > 0.54)
    // Two targets of 64 forgotten and 160 never-seen records: a standard error of 0.03.
    #expect(abs(after - 0.5) < 0.1)
    #expect(retained > 0.54)
  }

  @Test(
    "a control that forgets nothing leaves every score as it was, and steps take further records")
  func control() async throws {
    let files = try experiment(
      "  - unlearn: {method: unchanged, forget: 0.1}\n  - unlearn: {method: fine-tune, forget: 0.1}"
    )
    let run = try await run(files)
    #expect(run.stages[1].scores.map(\.values) == run.stages[2].scores.map(\.values))
    #expect(run.stages[2].scores.map(\.values) != run.stages[3].scores.map(\.values))
    let groups = Set(run.measurements.map(\.group))
    #expect(
      groups.isSuperset(of: [
        "membership=forgotten", "membership=forgotten 2", "membership=retained",
      ]))
  }

  @Test(
    "stages of shards and of ridge regression forget by their own methods",
    arguments: [
      ("sisa: {shards: 3, slices: 2, hidden: [8], epochs: 10}", "sisa"),
      ("ridge-logistic: {noise: seeded, deviation: 50, lambda: 0.1}", "certified-removal"),
      ("ridge-logistic: {noise: seeded, deviation: 0}", "newton"),
    ])
  func families(stage: String, method: String) async throws {
    let files = try small()
    try files.edit("targets: 2", "targets: 1")
    try files.edit(
      "  - train: {hidden: [8], epochs: 20, batch: 16, rate: 0.1}\n  - identity",
      "  - \(stage)\n  - unlearn: {method: \(method), forget: 0.05}")
    let run = try await run(files)
    #expect(run.stages[1].scores.map(\.values) != run.stages[2].scores.map(\.values))
  }

  @Test(
    "what cannot be forgotten is one line",
    arguments: zip(
      [
        "  - unlearn: {method: scrubb}", "  - unlearn: {forget: 1}",
        "  - unlearn: {method: newton}",
        "  - unlearn: {method: scrub, settings: {gama: 2}}",
      ],
      [
        "unknown method 'scrubb'; did you mean 'scrub'?", "no model would be",
        "train with 'ridge-logistic'", "'gama'",
      ]))
  func mistakes(stages: String, text: String) async throws {
    let files = try experiment(stages)
    var message = ""
    do { _ = try await run(files) } catch { message = "\(error)" }
    #expect(message.contains(text) && !message.contains("\n"), "\(message)")
  }

  @Test(
    "forgetting alternates with augmentation from a release, and says where that has too few records",
    arguments: [
      "train: {hidden: [8], epochs: 10}", "sisa: {shards: 2, slices: 2, hidden: [4], epochs: 4}",
    ])
  func replenishing(training: String) async throws {
    let files = try small()
    try files.edit("targets: 2", "targets: 1")
    let method = training.hasPrefix("sisa") ? "sisa" : "fine-tune"
    let release = SynthesizeTests.settings("noise: seeded").split(separator: "\n")
      .map { "      \($0)" }.joined(separator: "\n")
    let step = "  - unlearn: {method: \(method), forget: 0.1, replenish: true}\n"
    try files.edit(
      "  - train: {hidden: [8], epochs: 20, batch: 16, rate: 0.1}\n  - identity",
      "  - \(training)\n  - independent:\n\(release)\n" + step + step)
    let run = try await run(files)
    #expect(run.stages[3].scores.map(\.values) != run.stages[4].scores.map(\.values))
    try files.edit(step + step, step)
    try files.edit("  - independent:\n\(release)\n", "")
    var message = ""
    do { _ = try await self.run(files) } catch { message = "\(error)" }
    #expect(message.contains("none were released; put a synthesizer before it"), "\(message)")
  }

  @Test("a stopped training of shards goes on from its notebook to the same model")
  func notebook() async throws {
    let files = try TemporaryExperiment()
    let schema = Schema(
      numeric: ["income", "age"], categorical: ["city"], label: "vote", missing: ["?"])
    let records = try Records(
      readCSV(
        paths: [files.folder.appending(path: "records.csv").path], name: "records", schema: schema))
    let membership = try Membership(
      recordCount: records.count,
      parts: [.init("members", role: .member, assignment: .given, records: Array(0..<90))])
    var settings = try Settings(yaml: "{shards: 3, slices: 3, hidden: [4], epochs: 5}", file: "t")
    let stage = try TrainSISA(&settings)
    func logits(_ notebook: StageContext.Notebook?) async throws -> [Float] {
      var context = StageContext(records: records, membership: membership, seed: 1, label: "t")
      context.notebook = notebook
      return try await stage.apply(to: Artifact(), in: context).model?
        .logits(ofRows: Array(0..<90), of: records).scalars ?? []
    }
    let file = files.folder.appending(path: "notebook")
    struct Stopped: Error {}
    let stopping = StageContext.Notebook(
      load: { nil },
      store: { bytes in
        try Data(bytes).write(to: file)
        // A header of 24 bytes and three whole slices: then the power goes.
        if bytes.count > 3000 { throw Stopped() }
      })
    await #expect(throws: Stopped.self) { try await logits(stopping) }
    let resuming = StageContext.Notebook(
      load: { Array(try Data(contentsOf: file)) }, store: { _ in })
    #expect(try await logits(resuming) == logits(nil))
  }
}
