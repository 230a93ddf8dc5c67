import Auditing
import Foundation
import Pipelines
import Results
import Settings
import Testing

@Suite("What groups are compared by")
struct FairnessDeclarationTests {
  static let declared = """
    fairness:
      positive: "yes"
      privileged: {age: "<=40"}
      priors: {label: {shares: {"yes": 1, "no": 3}}}
    split:
    """

  private func run(
    _ declaration: String, groups: String = "age: {column: age, cuts: [40]}", records: Int = 200
  ) async throws -> Run {
    let files = try TemporaryExperiment(records: records)
    try files.edit("age: {column: age, cuts: [40]}", groups)
    try files.edit("split:", declaration)
    return try await AuditRunner(Experiment(path: files.path), threads: 2) { _ in }.run(
      tool: "test")
  }

  private func reading(_ run: Run, _ metric: String, group: String = "all") -> Reading? {
    run.measurements.first {
      $0.target == "1" && $0.stage != "0 input" && $0.reading.metric == metric && $0.group == group
    }?.reading
  }

  @Test("Rates of groups, gaps, pairs and intersections of members and non-members are measured")
  func measured() async throws {
    let run = try await run(
      Self.declared, groups: "age: {column: age, cuts: [40]}\n    city: {column: city}",
      records: 1200)
    for side in ["members", "non-members"] {
      for group in ["all", "age=<=40", "city=north", "age x city=>40 x south"] {
        let rate = try #require(reading(run, "selection-rate@\(side)", group: group), "\(group)")
        #expect(rate.value != nil && rate.interval != nil)
      }
      for attribute in ["age", "city", "age x city"] {
        let gap = try #require(
          reading(run, "fairness:\(attribute):demographic-parity:difference@\(side)"))
        #expect(gap.value != nil && gap.convention.contains("p = "))
      }
      #expect(reading(run, "fairness:age:statistical-parity-difference@\(side)")?.value != nil)
      #expect(reading(run, "fairness:city:statistical-parity-difference@\(side)") == nil)
    }
    // The gap of two groups is the difference of the groups' own readings.
    let rates = try ["age=<=40", "age=>40"].map {
      try #require(reading(run, "accuracy@non-members", group: $0)?.value)
    }
    let gap = try #require(
      reading(run, "fairness:age:accuracy-parity:difference@non-members")?.value)
    #expect(abs(gap - abs(rates[0] - rates[1])) < 1e-12)
  }

  @Test("The data's distance from a declared prior stands before any model")
  func priors() async throws {
    let run = try await run(Self.declared)
    let biases = run.measurements.filter { $0.reading.metric.hasPrefix("label-bias:") }
    #expect(biases.map(\.stage) == ["0 input", "0 input"])
    #expect(biases.map(\.reading.metric) == ["label-bias:age", "label-bias:label"])
    #expect(biases[1].reading.convention.contains("for 0.25"))
    #expect(biases.allSatisfy { ($0.reading.value ?? -1) >= 0 })
  }

  @Test("Without a positive class accuracies are compared, and each class against the others")
  func undeclared() async throws {
    let run = try await run("split:", records: 500)
    #expect(reading(run, "selection-rate@members") == nil)
    #expect(reading(run, "fairness:age:demographic-parity:difference@members") == nil)
    #expect(reading(run, "fairness:age:accuracy-parity:difference@members")?.value != nil)
    #expect(reading(run, "fairness:age:one-vs-rest-demographic-parity:sum@members")?.value != nil)
  }

  @Test(
    "What is not in the data or no declaration is refused in one line",
    arguments: [
      ("positive: maybe", "'fairness' names the positive class 'maybe', which is none of no, yes"),
      ("privileged: {sex: male}", "'fairness' names the attribute 'sex', which is none of age"),
      (
        "privileged: {age: old}",
        "'fairness' names the privileged level of 'age' 'old', which is none of <=40, >40"
      ),
      ("intersections: [age x sex]", "'fairness' names the attribute 'sex', which is none of age"),
      (
        "intersections: [age]", "experiment.yaml:10: 'age' is no intersection; write two attributes"
      ),
      (
        "priors: {age: {shares: {old: 1}}}",
        "'fairness' names the level in the prior of 'age' 'old', which is none of <=40, >40"
      ),
      (
        "priors: {sex: {shares: {male: 1}}}",
        "'fairness' names the prior of 'sex', which is none of"
      ),
      (
        "priors: {age: {shares: {\"<=40\": -1}}}", "experiment.yaml:10: the share of '<=40' is '-1'"
      ),
      (
        "priors: {age: {shares: {\"<=40\": 0}}}",
        "the prior of 'age' must give each of its 2 levels"
      ),
    ])
  func refused(declaration: String, message: String) async throws {
    let error = await #expect(throws: (any Error).self) {
      try await run("fairness: {\(declaration)}\nsplit:")
    }
    let line = error.map { "\($0)" } ?? "nothing"
    #expect(line.hasPrefix(message) && !line.contains("\n"), "\(line)")
  }

  @Test("A model from the cache has the predictions and probabilities that it was trained with")
  func cached() async throws {
    let files = try TemporaryExperiment()
    try files.edit("split:", Self.declared)
    let cache = PassCache(
      folder: files.folder.appending(path: "cache").path, code: "test")
    func run() async throws -> Run {
      try await AuditRunner(
        Experiment(path: files.path), threads: 2, cache: cache
      ) { _ in }.run(tool: "test")
    }
    let first = try await run()
    #expect(try await run() == first)
    try files.edit("positive: \"yes\"", "positive: \"no\"")
    let other = try await run()
    let (yes, no) = (
      try #require(reading(first, "base-rate@members")?.value),
      try #require(reading(other, "base-rate@members")?.value)
    )
    #expect(abs(yes + no - 1) < 1e-12)
  }
}
