import Auditing
import Foundation
import Pipelines
import Results
import Tables
import Testing

@Suite("Pipelines that release a dataset")
struct ReleasePipelineTests {
  private final class Notes {
    var lines: [String] = []
  }

  /// The generated experiment with a release before training, and attacks on both.
  private func files(
    _ stage: String = "noise: seeded", targets: Int = 1
  ) throws -> TemporaryExperiment {
    let files = try TemporaryExperiment(records: 120)
    try files.write(
      """
      primary: [nearest-release, m-loss]
      attacks: [nearest-release, domias, marginal-ratio, groundhog, m-loss, lira-online]
      metrics: [auc]
      """, to: "suite.yaml")
    let columns = SynthesizeTests.settings(stage).split(separator: "\n")
      .map { "      \($0)" }.joined(separator: "\n")
    try files.edit(
      "  - train: {hidden: [8]", "  - independent:\n\(columns)\n  - train: {hidden: [8]")
    try files.edit("targets: 2", "targets: \(targets)\ndisclosure: {attempts: 20}")
    try files.edit("epochs: 20", "epochs: 2")
    try files.edit("models: 8", "models: 4")
    try files.edit(
      "members: 0.4, nonMembers: 0.4", "members: 0.4, nonMembers: 0.4, assignment: coin-flip")
    return files
  }

  private func run(
    _ files: TemporaryExperiment, cache: PassCache? = nil
  ) async throws -> (run: Run, notes: [String]) {
    let notes = Notes()
    let runner = AuditRunner(try Experiment(path: files.path), threads: 2, cache: cache) {
      if case .note(let text) = $0 { notes.lines.append(text) }
    }
    return (try await runner.run(tool: "test"), notes.lines)
  }

  @Test("each stage is attacked by what fits it, and the others say why not")
  func stages() async throws {
    let run = try await run(files()).run
    #expect(run.stages.map(\.name) == ["0 input", "1 independent", "2 train", "3 identity"])
    func ran(_ stage: Int) -> Set<String> {
      Set(run.stages[stage].scores.filter { !$0.values.isEmpty }.map(\.attack))
    }
    #expect(ran(0) == ["blind"])
    #expect(
      ran(1) == ["nearest-release", "domias", "marginal-ratio", "groundhog", "blind"])
    #expect(ran(2) == ["m-loss", "lira-online", "blind"] && ran(3) == ran(2))
    func reasons(_ stage: Int, _ attack: String) -> String? {
      run.stages[stage].scores.first { $0.attack == attack }?.reason
    }
    #expect(reasons(1, "lira-online") == "no model is published")
    #expect(reasons(1, "m-loss") == "no model is published")
    #expect(reasons(2, "domias") == "no dataset is released")
  }

  @Test("canaries are attacked on a release, and on the noisy counts that it was made of")
  func canaries() async throws {
    let files = try files("epsilon: 1000\ndelta: 1.0e-9\nnoise: seeded")
    let attacks = [
      "nearest-release", "domias", "marginal-ratio", "groundhog", "opened-measurements",
    ]
    try files.edit("groundhog,", "groundhog, opened-measurements,", in: "suite.yaml")
    try files.edit(
      "targets: 1",
      "targets: 1\ncanaries: {outlier: 12, copies: 2, attacks: [opened-measurements, marginal-ratio]}"
    )
    let cache = PassCache(folder: files.folder.appending(path: "cache").path, code: "test")
    let run = try await run(files, cache: cache).run
    let canaries = try #require(run.canaries)
    let scored = canaries.stages[1].filter { !$0.values.isEmpty }
    #expect(Set(scored.map(\.attack)) == Set(attacks))
    // Noise of hardly anything: whoever is in has more in its cells than the others.
    let opened = try #require(scored.first { $0.attack == "opened-measurements" }).values[0]
    let included = canaries.isMember[0]
    let least = zip(opened, included).filter(\.1).map(\.0).min() ?? 0
    #expect(zip(opened, included).filter { !$0.1 }.allSatisfy { $0.0 < least })
    let audited = try #require(run.stages[1].scores.first { $0.attack == "opened-measurements" })
    #expect(audited.values.isEmpty)
    #expect(audited.reason.hasPrefix("noisy counts are opened for canaries alone"))
    #expect(run.population.audited.allSatisfy { $0 < 120 })
    let again = try await self.run(files, cache: cache).run
    #expect(again.canaries == canaries && again.stages == run.stages)
  }

  @Test("disclosure, utility and fairness are measured of every target's release, after its stage")
  func measured() async throws {
    let run = try await run(files(targets: 2)).run
    for metric in ["dcr-median", "marginal-tvd@2", "inference:label"] {
      for target in ["1", "2"] {
        let found = run.measurements.filter {
          $0.reading.metric == metric && $0.target == target
        }
        #expect(found.map(\.stage) == ["1 independent"], "\(metric) of target \(target)")
      }
    }
    #expect(run.measurements.contains { $0.reading.metric == "group-share@release" })
    #expect(run.stages[1].figures.contains { $0.name == "to-members" })
  }

  @Test("the claim holds after training on the release and after identity, and was paid once")
  func claims() async throws {
    let run = try await run(files("epsilon: 0.5", targets: 2)).run
    #expect(run.privacy.count == 6)
    #expect(run.privacy.map(\.target) == ["1", "1", "1", "2", "2", "2"])
    #expect(Set(run.privacy.map(\.payer)) == ["1 independent"])
    #expect(run.claim(afterStage: "2 train")?.account.epsilon == 0.5)
    // Coins made the members, so the audited records themselves are held against the claim.
    let rows = run.epsilons.filter { $0.epsilon != nil }
    #expect(rows.contains { $0.stage == "1 independent" && $0.attack == "nearest-release" })
    #expect(rows.allSatisfy { $0.claimed == 0.5 && $0.delta == 1e-9 })
  }

  @Test("a run from the cache brings release and ledger, though noise was secure")
  func cached() async throws {
    let files = try files("epsilon: 1")
    let cache = PassCache(folder: files.folder.appending(path: "cache").path, code: "build 1")
    let first = try await run(files, cache: cache)
    let second = try await run(files, cache: cache)
    #expect(second.notes.contains("5 of 5 models are in the cache"))
    #expect(first.run == second.run)
    // Another run draws other noise.
    #expect(try await run(files).run.stages[1].scores != first.run.stages[1].scores)
  }

  @Test("a run that lost its passages but not its ledgers draws nothing again")
  func ledgers() async throws {
    let files = try files("epsilon: 1")
    let cache = PassCache(folder: files.folder.appending(path: "cache").path, code: "build 1")
    let first = try await run(files, cache: cache)
    let folder = files.folder.appending(path: "cache")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(names.count { $0.hasSuffix(".stage-1.notes") } == 5)
    for name in names where name.hasSuffix(".h5") {
      try FileManager.default.removeItem(at: folder.appending(path: name))
    }
    let second = try await run(files, cache: cache)
    #expect(!second.notes.contains("5 of 5 models are in the cache"))
    #expect(first.run == second.run)
  }

  @Test("a run file keeps claims and expenses")
  func stored() async throws {
    let files = try files("epsilon: 1")
    let run = try await run(files).run
    let path = files.folder.appending(path: "run.h5").path
    try run.write(to: path)
    let read = try Run(path: path)
    #expect(read.privacy == run.privacy && read.privacy.count == 3)
    #expect(read.epsilons == run.epsilons && !read.epsilons.isEmpty)
  }

  @Test("each target's table is handed out once, and reads back by the experiment's schema")
  func published() async throws {
    // Without privacy, so that noise loses none of the classes.
    let files = try files("private: false", targets: 2)
    let tables = Tables()
    var runner = AuditRunner(try Experiment(path: files.path), threads: 2) { _ in }
    runner.publishing = { release in
      tables.names.append(release.name)
      try files.write(try #require(release.text), to: release.name)
    }
    let run = try await runner.run(tool: "test")
    #expect(
      tables.names == [
        "release-1-independent-target-1.csv", "release-1-independent-target-2.csv",
      ])
    let schema = Schema(numeric: ["income", "age"], categorical: ["city"], label: "vote")
    let table = try readCSV(
      paths: [files.folder.appending(path: tables.names[0]).path], name: "release", schema: schema)
    #expect(table.count == run.stages[1].figures.first { $0.name == "to-members" }?.values.count)
  }

  private final class Tables {
    var names: [String] = []
  }

  @Test("training with privacy claims by its settings alone, and after a release is refused")
  func privateTraining() async throws {
    let files = try files()
    try files.edit("rate: 0.1}", "rate: 0.1, privacy: {epsilon: 8, delta: 1.0e-4}}")
    await #expect { try await self.run(files).run } throws: {
      "\($0)".hasPrefix("'train' after a release learns from released records")
    }
    let plain = try TemporaryExperiment()
    try plain.edit("rate: 0.1}", "rate: 0.1, privacy: {epsilon: 8, delta: 1.0e-4}}")
    let run = try await self.run(plain).run
    let claim = try #require(run.claim(afterStage: "1 train"))
    #expect(claim.account.epsilon <= 8 && claim.account.epsilon > 7)
    #expect(claim.account.delta == 1e-4 && claim.account.accountant == "pld")
    #expect(run.claim(afterStage: "2 identity")?.payer == "1 train")
  }
}
