import Auditing
import Foundation
import HDF5
import Pipelines
import Results
import Testing

@Suite("Cache of passages")
struct PassCacheTests {
  /// What a run says while it runs.
  private final class Notes {
    var lines: [String] = []
  }

  private func run(
    _ files: TemporaryExperiment, cache: PassCache?
  ) async throws -> (run: Run, notes: [String]) {
    let notes = Notes()
    let runner = AuditRunner(try Experiment(path: files.path), threads: 2, cache: cache) {
      if case .note(let text) = $0 { notes.lines.append(text) }
    }
    return (try await runner.run(tool: "test"), notes.lines)
  }

  private func cache(_ files: TemporaryExperiment, code: String = "build 1") -> PassCache {
    PassCache(folder: files.folder.appending(path: "cache").path, code: code)
  }

  @Test("a run from the cache is the run that filled it, and that without a cache")
  func same() async throws {
    let files = try TemporaryExperiment()
    let plain = try await run(files, cache: nil).run
    let filled = try await run(files, cache: cache(files))
    let cached = try await run(files, cache: cache(files))
    #expect(plain == filled.run && plain == cached.run)
    #expect(cached.notes.contains("10 of 10 models are in the cache"))
    #expect(!cached.notes.contains { $0.contains("the first model took") })
  }

  @Test(
    "models that keep notes between epochs are the same with a cache, which has their files, as without"
  )
  func notes() async throws {
    let files = try TemporaryExperiment()
    try files.edit("categorical: [city]", "ignore: [city]")
    try files.edit(
      "train: {hidden: [8], epochs: 20, batch: 16, rate: 0.1}",
      "train-images: {model: resnet-18, width: 1, height: 1, epochs: 2, batch: 16}")
    let plain = try await run(files, cache: nil).run
    let filled = try await run(files, cache: cache(files)).run
    #expect(plain == filled)
  }

  @Test("weights are kept when they are asked for, and only then")
  func weights() async throws {
    let files = try TemporaryExperiment()
    let first = try await run(files, cache: cache(files)).run
    #expect(try weights(files).isEmpty)
    try files.edit("seed: 7", "seed: 7\nkeepWeights: true")
    let second = try await run(files, cache: cache(files))
    #expect(first.stages == second.run.stages)
    #expect(second.notes.contains { $0.contains("changed: settings") })
    let kept = try weights(files)
    // Ten models after two stages each; three encoded columns of numbers, four of the city.
    #expect(kept.count == 20)
    #expect(kept.allSatisfy { $0 == [5, 8] })
  }

  /// The shapes of the first layers in the cache.
  private func weights(_ files: TemporaryExperiment) throws -> [[Int]] {
    let folder = files.folder.appending(path: "cache")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".h5") }.flatMap { name -> [[Int]] in
      let file = try HDF5Reader(path: folder.appending(path: name).path)
      var shapes: [[Int]] = []
      for stage in 1...2 {
        let place = "/stages/\(stage)/weights/layer-1-weights"
        if file.contains(place) { shapes.append(try file.shape(of: place)) }
      }
      return shapes
    }
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let edit: @Sendable (TemporaryExperiment) throws -> Void
    var code = "build 1"
    let causes: String
  }

  static let changes = [
    Change(
      testDescription: "settings of a stage", edit: { try $0.edit("rate: 0.1", "rate: 0.2") },
      causes: "settings"),
    Change(
      testDescription: "the seed", edit: { try $0.edit("seed: 7", "seed: 8") },
      causes: "split, seed"),
    Change(
      testDescription: "the split", edit: { try $0.edit("nonMembers: 0.4", "nonMembers: 0.3") },
      causes: "split"),
    Change(
      testDescription: "a value of the data",
      edit: {
        let table = TemporaryExperiment.table(120)
        try $0.write(
          table.replacing(",north,", with: ",west,", maxReplacements: 1), to: "records.csv")
      }, causes: "data"),
    Change(
      testDescription: "a column of the data",
      edit: { try $0.edit("categorical: [city]", "ignore: [city]") }, causes: "data"),
    Change(testDescription: "the program", edit: { _ in }, code: "build 2", causes: "code"),
  ]

  @Test("a cache that no longer fits says which cause changed", arguments: changes)
  func causes(_ change: Change) async throws {
    let files = try TemporaryExperiment()
    _ = try await run(files, cache: cache(files))
    try change.edit(files)
    let experiment = try Experiment(path: files.path)
    let runner = AuditRunner(experiment, threads: 1, cache: cache(files, code: change.code)) { _ in
    }
    let lines = try runner.explainCache()
    #expect(
      lines == ["0 of 10 models are in the cache", "10 changed since kept: \(change.causes)"])
  }

  @Test("more shadows leave the ones that are kept alone")
  func moreShadows() async throws {
    let files = try TemporaryExperiment()
    _ = try await run(files, cache: cache(files))
    try files.edit("models: 8", "models: 12")
    let more = try await run(files, cache: cache(files))
    #expect(more.notes.contains("10 of 14 models are in the cache"))
    #expect(more.run.population.inclusion.count == 12)
  }

  @Test("a damaged file is trained again, not believed", arguments: [0, 100, 2000])
  func damaged(length: Int) async throws {
    let files = try TemporaryExperiment()
    let first = try await run(files, cache: cache(files)).run
    let folder = files.folder.appending(path: "cache")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let victim = try #require(names.first { $0.contains("shadow-3") && $0.hasSuffix(".h5") })
    let file = folder.appending(path: victim)
    try Data(try Data(contentsOf: file).prefix(length)).write(to: file)
    let second = try await run(files, cache: cache(files))
    #expect(second.run == first)
    #expect(second.notes.contains("9 of 10 models are in the cache"))
  }

  @Test("eviction removes what is kept of one experiment or of all")
  func evict() async throws {
    let files = try TemporaryExperiment()
    let cache = cache(files)
    _ = try await run(files, cache: cache)
    #expect(cache.contents().map(\.name) == ["generated"])
    #expect(cache.contents().map(\.passCount) == [10])
    #expect(try cache.evict(experiment: "other", before: .distantFuture) == 0)
    #expect(try cache.evict(experiment: "generated", before: .distantPast) == 0)
    #expect(try cache.evict(experiment: nil, before: .distantFuture) == 10)
    #expect(cache.contents().isEmpty)
  }

  @Test("a cache that cannot be written costs the cache and not the audit")
  func unwritable() async throws {
    let files = try TemporaryExperiment()
    let plain = try await run(files, cache: nil).run
    let other = try await run(files, cache: PassCache(folder: "/proc/rollcall", code: ""))
    #expect(other.run == plain)
    #expect(
      other.notes.contains(
        "/proc/rollcall: the cache cannot be written; choose another with --cache"))
  }
}
