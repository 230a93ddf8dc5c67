import Pipelines
import Results
import Settings
import Testing

@Suite("Attacks that learn, in a pipeline")
struct LearnedAttackTests {
  private func run(_ learnOn: String, subsets: String) async throws -> Run {
    let files = try TemporaryExperiment(records: 240)
    try files.write(
      """
      primary: [m-mean]
      attacks:
        - m-mean
        - m-moments: {learnOn: \(learnOn)}
        - m-moments-insider
        - shokri: {learnOn: \(learnOn)}
        - shokri-sorted: {learnOn: \(learnOn)}
        - ml-leaks-1: {learnOn: \(learnOn)}
        - ml-leaks-3
        - quantile-gaussian
        - quantile-pinball
      """, to: "suite.yaml")
    try files.edit("{members: 0.4, nonMembers: 0.4}", "{members: 0.25, nonMembers: 0.25}")
    try files.edit(
      "shadows: {models: 8}", "queries: {count: 3}\nshadows: {models: 8, subsets: \(subsets)}")
    return try await AuditRunner(Experiment(path: files.path), threads: 2) { _ in }
      .run(tool: "test")
  }

  @Test(
    "every attack gets what it declares, and a threshold, whatever shadows learned from",
    arguments: [("records", "halves"), ("records", "bernoulli"), ("population", "population")])
  func complete(learnOn: String, subsets: String) async throws {
    let run = try await run(learnOn, subsets: subsets)
    for scores in run.stages[1].scores {
      #expect(scores.values.count == 2, "\(scores.attack): \(scores.reason)")
      #expect(scores.values.allSatisfy { $0.count == 120 })
      #expect(scores.threshold != nil, "\(scores.attack)")
    }
  }

  @Test("shadows of the population are refused at once where attacks learn from the records")
  func wrongSide() async throws {
    let error = await #expect(throws: SettingsError.self) {
      try await run("records", subsets: "population")
    }
    let line = try #require(error?.description)
    #expect(
      line.contains("'m-moments' compares with reference models that saw the attacked records"))
    #expect(line.contains("'learnOn' of the attack to population"))
  }
}
