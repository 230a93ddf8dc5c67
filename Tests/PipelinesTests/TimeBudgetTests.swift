import Foundation
import Pipelines
import Results
import Settings
import Synchronization
import Testing

@Suite("A time budget")
struct TimeBudgetTests {
  private func files(_ budget: String) throws -> TemporaryExperiment {
    let files = try TemporaryExperiment(records: 200)
    try files.edit("targets: 2", "targets: 1\nbudget: \(budget)")
    try files.edit("models: 8", "models: 12")
    return files
  }

  @Test(
    "is read in seconds, minutes and hours",
    arguments: [("90s", 90.0), ("5m", 300), ("1.5h", 5400)])
  func units(text: String, seconds: Double) throws {
    let files = try files(text)
    let budget = try #require(try Experiment(path: files.path).budget)
    #expect(budget.seconds == seconds && budget.text == text)
  }

  @Test(
    "that is no time is refused with its line",
    arguments: ["5", "m", "0s", "-3m", "5 minutes", "nan s"])
  func refused(text: String) throws {
    let files = try files("\"\(text)\"")
    let error = #expect(throws: SettingsError.self) { try Experiment(path: files.path) }
    #expect(
      error?.description.contains("is no time from a second on; write it as 90s, 5m or 1.5h")
        == true)
  }

  @Test("that is large gives the bytes of a run without one, and nothing is given up")
  func large() async throws {
    // So large that no machine is too busy for it.
    let files = try files("10h")
    let with = try await AuditRunner(Experiment(path: files.path), threads: 2) { _ in }
      .run(tool: "test")
    try files.edit("budget: 10h\n", "")
    var without = try await AuditRunner(Experiment(path: files.path), threads: 2) { _ in }
      .run(tool: "test")
    #expect(with.budget.isEmpty && with.population.inclusion.count == 12)
    without.setup.experiment = with.setup.experiment
    without.setup.inputs = with.setup.inputs
    // Not compared within the expectation, which would print both whole.
    let areEqual = with == without
    #expect(areEqual)
  }

  @Test(
    "that is small leaves an audit of few shadows, which says what was given up and what that costs"
  )
  func small() async throws {
    // A second is too little for many shadows of so many epochs, and enough to begin.
    let files = try files("1s")
    try files.edit("models: 12", "models: 4000")
    let fallback = FallbackRun()
    var runner = AuditRunner(try Experiment(path: files.path), threads: 2) { _ in }
    runner.fallback = fallback
    let run = try await runner.run(tool: "test")
    let shadows = run.population.inclusion.count
    #expect(shadows >= 4 && shadows < 4000 && shadows.isMultiple(of: 2))
    #expect(run.budget[0].hasPrefix("To keep to the time, \(shadows) of 4000 shadows"))
    #expect(fallback.run == run)
    let path = files.folder.appending(path: "run.h5").path
    try run.write(to: path)
    #expect(try Run(path: path) == run)
  }
}
