import Auditing
import Foundation
import Pipelines
import Results
import Statistics
import Testing

@Suite("Canaries in an experiment")
struct CanaryRunTests {
  private func files(_ canaries: String?, targets: Int = 1) throws -> TemporaryExperiment {
    let files = try TemporaryExperiment(records: 200)
    try files.edit(
      "targets: 2", "targets: \(targets)" + (canaries.map { "\ncanaries: \($0)" } ?? ""))
    return files
  }

  private func run(_ files: TemporaryExperiment, threads: Int = 2) async throws -> Run {
    try await AuditRunner(Experiment(path: files.path), threads: threads) { _ in }.run(tool: "test")
  }

  private func row(
    _ run: Run, _ family: String, _ choice: String, attack: String = "m-loss", group: String = "all"
  ) -> Run.EpsilonRow? {
    run.epsilons.first {
      $0.stage == "1 train" && $0.family == family && $0.choice == choice && $0.attack == attack
        && $0.group == group
    }
  }

  @Test("who was put in is recorded for each target and shadow, and stays out of other tables")
  func recorded() async throws {
    let run = try await run(
      files("{mislabelled: 12, outlier: 5, copies: 2, modelCanaries: 4}", targets: 2))
    let canaries = try #require(run.canaries)
    #expect(
      canaries.kinds == Array(repeating: "mislabelled", count: 12)
        + Array(repeating: "outlier", count: 5))
    #expect(canaries.assignment == "coin-flip" && canaries.copies == 2)
    #expect(canaries.modelCanaries == 4)
    #expect(canaries.isMember.count == 2 && canaries.isMember[0] != canaries.isMember[1])
    #expect((0..<17).allSatisfy { place in canaries.inclusion.count { $0[place] } == 4 })
    #expect(run.population.recordCount == 200 && run.population.audited.allSatisfy { $0 < 200 })
    #expect(run.epsilons.allSatisfy { $0.groupSize == 2 })
  }

  @Test("the records of the data are divided, and scored without a model, as without canaries")
  func natural() async throws {
    let (with, without) = (
      try await run(files("{mislabelled: 12}")), try await run(files(nil))
    )
    #expect(with.population == without.population)
    func scores(_ run: Run, _ attack: String) -> [[Double]]? {
      run.stages[1].scores.first { $0.attack == attack }?.values
    }
    #expect(scores(with, "blind") == scores(without, "blind"))
    #expect(scores(with, "m-loss") != scores(without, "m-loss"))
    #expect(without.canaries == nil && without.epsilons.isEmpty)
  }

  @Test("one target is refused by the families whose trial is a model, with what they need")
  func oneTarget() async throws {
    let run = try await run(files("{mislabelled: 20, attacks: [m-loss]}"))
    #expect(
      row(run, "Clopper-Pearson", "fixed")?.reason
        == "needs at least 12 independently trained models; there is 1")
    #expect(row(run, "one run", "corrected")?.epsilon != nil)
    #expect(Set(run.epsilons.map(\.family)).count == 5)
    #expect(!run.epsilons.contains { $0.stage == "0 input" })
  }

  @Test("many targets are trials of all families, and canaries of all are pooled for the one-run")
  func manyTargets() async throws {
    let files = try files("{mislabelled: 8, attacks: [m-loss]}", targets: 26)
    // What is not looked at here and takes time for every target.
    try files.edit("primary: [m-loss, lira-online]", "primary: [coin-flip]", in: "suite.yaml")
    try files.edit("  - identity\n", "")
    let run = try await run(files)
    for row in run.epsilons {
      #expect(row.epsilon != nil, "\(row.family) \(row.choice): \(row.reason)")
      #expect(row.trials == (row.family.hasPrefix("one run") ? 208 : 26))
    }
    #expect(run.epsilons.count == 9)
    // Three canaries of the same run, declared afterwards only to compare.
    var plan = EpsilonPlan(
      attacks: ["m-loss"], guesses: EpsilonPlan.standardGuesses, confidence: 0.95, delta: 1e-5,
      claimed: nil, seed: 7)
    plan.modelCanaries = 3
    let three = try EpsilonTable(run, plan: plan).rows(naturalRecords: false)
    for (one, three) in zip(run.epsilons, three) {
      let isOneRun = one.family.hasPrefix("one run")
      #expect(three.hypotheses == one.hypotheses * (isOneRun || three.epsilon == nil ? 1 : 3))
      #expect(three.trials == one.trials && (!isOneRun || one.epsilon == three.epsilon))
    }
  }

  @Test("a model that learned its canaries by heart is shown not to be private, group by group")
  func overfitted() async throws {
    let files = try files(
      "{mislabelled: 80, group: age, attacks: [m-loss], claimed: {epsilon: 0.2, delta: 1.0e-5}}")
    try memorisable(files)
    try files.edit("0.4, nonMembers: 0.4", "0.3, nonMembers: 0.3")
    let run = try await run(files)
    let found = try #require(row(run, "one run", "corrected", attack: "m-loss"))
    #expect(found.epsilon ?? 0 > 0.2 && found.judgement == "contradicted")
    let groups = run.epsilons.filter { $0.group != "all" && $0.family == "one run" }
    #expect(Set(groups.map(\.group)) == ["age=<=40", "age=>40"])
    let canaries = try #require(run.canaries)
    for row in groups {
      #expect(row.trials == canaries.groups.count { $0 == row.group })
    }
  }

  /// Puts records in place of the others that have far more numbers than a model needs to tell them apart.
  private func memorisable(_ files: TemporaryExperiment) throws {
    var generator = SeededGenerator(seed: 2, label: "memorisable")
    let names = (0..<30).map { "x\($0)" }
    let lines = (0..<200).map { _ in
      let numbers = names.map { _ in "\(generator.normal())" }.joined(separator: ",")
      return
        "\(20 + generator.integer(below: 40)),\(numbers),\(generator.bernoulli(0.5) ? "a" : "b")"
    }
    let header = "age,\(names.joined(separator: ",")),vote"
    try files.write(([header] + lines).joined(separator: "\n") + "\n", to: "records.csv")
    try files.edit("[income, age]", "[age, \(names.joined(separator: ", "))]")
    try files.edit("categorical: [city]", "categorical: []")
    try files.edit("hidden: [8], epochs: 20", "hidden: [64], epochs: 100")
  }

  @Test("an attack that learns from other records' membership is refused by every family")
  func insider() async throws {
    let files = try files("{mislabelled: 20, attacks: [blind]}")
    try files.edit("coin-flip]", "coin-flip, blind]", in: "suite.yaml")
    let run = try await run(files)
    #expect(run.epsilons.allSatisfy { $0.epsilon == nil })
    #expect(
      run.epsilons.first { $0.stage == "1 train" }?.reason
        == "learns from the membership of other records, which are the trials")
  }

  @Test("a run with canaries has the same bytes at any thread count, from the cache and read again")
  func bytes() async throws {
    let files = try files("{mislabelled: 9, blank: 2}", targets: 2)
    let cache = PassCache(folder: files.folder.appending(path: "cache").path, code: "test")
    var bytes: [Data] = []
    for threads in [1, 3] {
      let runner = AuditRunner(
        try Experiment(path: files.path), threads: threads, cache: cache
      ) { _ in }
      let run = try await runner.run(tool: "test")
      let path = files.folder.appending(path: "run-\(threads).h5").path
      try run.write(to: path)
      bytes.append(try Data(contentsOf: URL(filePath: path)))
      #expect(try Run(path: path) == run)
    }
    #expect(bytes[0] == bytes[1])
  }

  @Test("the table of a stored run is the table of the run")
  func recomputed() async throws {
    let run = try await run(files("{mislabelled: 30}"))
    let plan = EpsilonPlan(
      attacks: [], guesses: EpsilonPlan.standardGuesses, confidence: 0.95, delta: 1e-5,
      claimed: nil, seed: 7)
    #expect(try EpsilonTable(run, plan: plan).rows(naturalRecords: false) == run.epsilons)
    var other = plan
    other.attacks = ["lira"]
    var text = ""
    do { _ = try EpsilonTable(run, plan: other) } catch { text = "\(error)" }
    #expect(text.hasPrefix("unknown attack 'lira'"))
  }

  @Test("shadows of the population know canaries by coins too")
  func populationShadows() async throws {
    let files = try files("{mislabelled: 10}")
    try files.edit("models: 8", "models: 16, subsets: population")
    try files.edit("lira-online]", "lira-offline-global]", in: "suite.yaml")
    try files.edit("[m-loss, lira-online,", "[m-loss,", in: "suite.yaml")
    try files.edit("0.4, nonMembers: 0.4", "0.25, nonMembers: 0.25")
    let canaries = try #require(try await run(files).canaries)
    let lira = try #require(canaries.stages[1].first { $0.attack == "lira-offline-global" })
    #expect(lira.values.count == 1 && lira.thresholds.count == 1)
    #expect(canaries.inclusion.allSatisfy { $0.contains(true) })
  }

  @Test("an attack that the suite does not have is told with its line")
  func unknownAttack() throws {
    let files = try files("{mislabelled: 10, attacks: [m-los]}")
    let error = #expect(throws: (any Error).self) { try Experiment(path: files.path) }
    #expect(
      "\(error.map { "\($0)" } ?? "")".contains("unknown attack 'm-los'; did you mean 'm-loss'?"))
  }
}
