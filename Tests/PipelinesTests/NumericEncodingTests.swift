import Foundation
import Pipelines
import Testing

@Suite("Encodings of numbers in runs")
struct NumericEncodingTests {
  private func runner(_ files: TemporaryExperiment) throws -> AuditRunner {
    let cache = PassCache(folder: files.folder.appending(path: "cache").path, code: "build 1")
    return AuditRunner(try Experiment(path: files.path), threads: 2, cache: cache) { _ in }
  }

  @Test("models on quantile bins are kept until the bins change, which counts as other data")
  func cached() async throws {
    let files = try TemporaryExperiment()
    try files.edit("label: vote", "label: vote\n  numericEncoding: quantiles")
    _ = try await runner(files).run(tool: "test")
    #expect(try runner(files).explainCache() == ["10 of 10 models are in the cache"])
    try files.edit("quantiles", "quantiles\n  bins: 5")
    let changed = ["0 of 10 models are in the cache", "10 changed since kept: data"]
    #expect(try runner(files).explainCache() == changed)
    try files.edit("quantiles\n  bins: 5", "standard")
    #expect(try runner(files).explainCache() == changed)
  }
}
