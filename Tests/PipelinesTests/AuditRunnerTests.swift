import Auditing
import Foundation
import Pipelines
import Results
import Testing

@Suite("Audit runner")
struct AuditRunnerTests {
  private func run(_ files: TemporaryExperiment, threads: Int = 2) async throws -> Run {
    try await AuditRunner(Experiment(path: files.path), threads: threads) { _ in }.run(tool: "test")
  }

  @Test("the run file has the same bytes at any thread count")
  func threads() async throws {
    let files = try TemporaryExperiment()
    var bytes: [Data] = []
    for threads in [1, 2, 5] {
      let path = files.folder.appending(path: "run-\(threads).h5")
      try await run(files, threads: threads).write(to: path.path)
      bytes.append(try Data(contentsOf: path))
    }
    #expect(bytes[0] == bytes[1] && bytes[0] == bytes[2])
  }

  @Test("a bank that goes to files gives the run that one in memory gives, and leaves no file")
  func spilled() async throws {
    let files = try TemporaryExperiment()
    let inMemory = files.folder.appending(path: "memory.h5")
    let fromFiles = files.folder.appending(path: "files.h5")
    try await run(files).write(to: inMemory.path)
    var notes: [String] = []
    let runner = AuditRunner(
      try Experiment(path: files.path), threads: 2, bankMemory: 0
    ) { if case .note(let text) = $0 { notes.append(text) } }
    try await runner.run(tool: "test").write(to: fromFiles.path)
    #expect(try Data(contentsOf: inMemory) == Data(contentsOf: fromFiles))
    let note = try #require(notes.first { $0.contains("go to files in") })
    let folder = try #require(note.split(separator: " ").first { $0.hasPrefix("/") })
    #expect(!FileManager.default.fileExists(atPath: String(folder)))
  }

  @Test("shadows of the population are attacked on it, and audited records are in none of them")
  func populationShadows() async throws {
    let files = try TemporaryExperiment(records: 200)
    try files.edit("models: 8", "models: 24, subsets: population")
    try files.edit("0.4, nonMembers: 0.4", "0.25, nonMembers: 0.25")
    try files.edit("primary: [m-loss, lira-online]", "primary: [m-loss]", in: "suite.yaml")
    try files.edit("[m-loss, lira-online, ", "[m-loss, ", in: "suite.yaml")
    let run = try await run(files)
    #expect(run.population.inclusion.allSatisfy { !$0.contains(true) })
    let scores = run.stages[1].scores
    #expect(scores.first { $0.attack == "lira-offline-global" }?.threshold != nil)
  }

  @Test("the rates of groups at the threshold of all records add up to the rate of all")
  func globalThreshold() async throws {
    let run = try await run(TemporaryExperiment(records: 600))
    func found(_ metric: String) -> [Auditing.Measurement] {
      run.measurements.filter {
        $0.target == "1" && $0.stage == "1 train" && $0.attack == "m-loss"
          && $0.reading.metric == metric
      }
    }
    let groups = found("tpr@global-threshold").map(\.reading)
    let all = try #require(found("tpr@fpr<=0.01").first { $0.group == Auditing.Measurement.all })
    let hits = groups.reduce(0) { $0 + ($1.value ?? .nan) * Double($1.count) }
    let members = groups.reduce(0) { $0 + $1.count }
    #expect(groups.count == 2 && members == 240)
    #expect(try abs(hits / 240 - #require(all.reading.value)) < 1e-12)
    let gap = try #require(found("auc-gap:age").first)
    #expect(gap.reading.convention.contains(", ratio 1."))
  }

  @Test("coins and several queries change the bank and leave the target's own signal alone")
  func coinsAndQueries() async throws {
    let files = try TemporaryExperiment()
    let first = try await run(files)
    try files.edit("models: 8", "models: 21, subsets: bernoulli")
    try files.edit("targets: 2", "targets: 2\nqueries: {count: 3, bins: 5}")
    let second = try await run(files)
    #expect(second.population.inclusion.count == 21)
    #expect(first.stages[1].scores[0].values == second.stages[1].scores[0].values)
    #expect(first.stages[1].scores[1].values != second.stages[1].scores[1].values)
  }

  @Test("shadows train by the plans that are given for them in turn")
  func shadowPlans() async throws {
    let files = try TemporaryExperiment()
    let first = try await run(files)
    try files.edit(
      "- train: {hidden: [8]",
      "- train: {shadowPlans: {a: {hidden: [2], epochs: 2}, b: {epochs: 3}}, hidden: [8]")
    let second = try await run(files)
    #expect(first.stages[1].scores[0].values == second.stages[1].scores[0].values)
    #expect(first.stages[1].scores[1].values != second.stages[1].scores[1].values)
  }

  @Test("another seed gives another split and other scores")
  func seed() async throws {
    let files = try TemporaryExperiment()
    let first = try await run(files)
    try files.edit("seed: 7", "seed: 8")
    let second = try await run(files)
    #expect(first.population.audited != second.population.audited)
    #expect(first.stages[1].scores[0].values != second.stages[1].scores[0].values)
  }

  @Test("every number after the identity stage equals that before it")
  func identity() async throws {
    let run = try await run(TemporaryExperiment())
    #expect(run.stages.map(\.name) == ["0 input", "1 train", "2 identity"])
    #expect(run.stages[1].scores == run.stages[2].scores)
    func readings(_ stage: String) -> [Reading] {
      run.measurements.filter { $0.stage == stage }.map(\.reading)
    }
    #expect(readings("1 train") == readings("2 identity"))
    #expect(!readings("1 train").isEmpty)
  }

  @Test("attacks that cannot run say so and are not left out")
  func notRun() async throws {
    let run = try await run(TemporaryExperiment())
    let input = run.stages[0].scores
    #expect(input.map(\.attack) == run.setup.attacks.map(\.label))
    #expect(input[0].reason == "no model is published" && input[0].values.isEmpty)
    let silent = run.measurements.filter {
      $0.stage == "0 input" && $0.attack == "m-loss"
    }
    #expect(silent.count == 2)
    #expect(silent.allSatisfy { $0.reading.status == .notApplicable && $0.reading.value == nil })
    #expect(run.verdicts.map(\.outcome).first == .notTested)
  }

  @Test("the records alone are attacked though the suite does not name them")
  func blind() async throws {
    let run = try await run(TemporaryExperiment())
    #expect(run.setup.attacks.map(\.label).contains("blind"))
    #expect(run.verdicts.allSatisfy { $0.blind != nil })
  }

  @Test("targets share the audited records, each with members of its own; shadows halve them")
  func population() async throws {
    let run = try await run(TemporaryExperiment())
    let population = run.population
    #expect(population.audited.count == 96 && population.populationCount == 24)
    #expect(population.isMember.map { row in row.count { $0 } } == [48, 48])
    #expect(population.isMember[0] != population.isMember[1])
    for record in 0..<96 {
      #expect(population.inclusion.count { $0[record] } == 4)
    }
    #expect(population.inclusion.allSatisfy { row in row.count { $0 } == 48 })
  }

  @Test("a model that learned its members by heart is found to leak")
  func leak() async throws {
    let files = try TemporaryExperiment(records: 400)
    try files.edit("epochs: 20", "epochs: 150")
    try files.edit("hidden: [8]", "hidden: [64]")
    #expect(try await run(files).verdicts[1].outcome == .leak)
  }

  @Test("means over targets and paired differences come with intervals")
  func means() async throws {
    let run = try await run(TemporaryExperiment())
    func value(_ target: String, _ attack: String, _ metric: String) -> Double? {
      run.measurements.first {
        $0.target == target && $0.stage == "1 train" && $0.attack == attack && $0.group == "all"
          && $0.reading.metric == metric
      }?.reading.value
    }
    let areas = try ["m-loss", "lira-online"].map { attack in
      try ["1", "2"].map { try #require(value($0, attack, "auc")) }
    }
    let mean = try #require(value("mean", "lira-online", "auc"))
    #expect(abs(mean - (areas[1][0] + areas[1][1]) / 2) < 1e-12)
    let gain = try #require(value("mean", "lira-online", "auc-minus:m-loss"))
    #expect(abs(gain - (mean - (areas[0][0] + areas[0][1]) / 2)) < 1e-12)
  }

  @Test("progress names the work, estimates it, and counts every model once")
  func progress() async throws {
    let files = try TemporaryExperiment()
    var steps: [Int] = []
    var notes: [String] = []
    _ = try await AuditRunner(Experiment(path: files.path), threads: 1) { progress in
      switch progress {
      case .note(let text): notes.append(text)
      case .step(_, let done, let total):
        #expect(total == 10)
        steps.append(done)
      }
    }.run(tool: "test")
    #expect(steps == Array(2...10))
    #expect(notes.contains { $0.contains("the first model took") && $0.contains("about") })
  }

  struct BadData: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let edit: @Sendable (TemporaryExperiment) throws -> Void
    let message: String
  }

  static let badData = [
    BadData(
      testDescription: "an empty file", edit: { try $0.write("", to: "records.csv") },
      message: "records.csv: the file has no records; give a file with data or leave it out"),
    BadData(
      testDescription: "a wrong type",
      edit: {
        try $0.write("income,age,city,vote\n1,old,north,yes\n2,3,south,no\n", to: "records.csv")
      },
      message: "records.csv:2: column 'age' is numeric but this field is not a number; declare the "
        + "column categorical or list the value under 'missing'"),
    BadData(
      testDescription: "a single class",
      edit: {
        try $0.write("income,age,city,vote\n1,2,north,yes\n2,3,south,yes\n", to: "records.csv")
      },
      message: "generated: only one class in column 'vote' of 2 records; give data with two or more"
    ),
    BadData(
      testDescription: "seven non-members",
      edit: { try $0.edit("nonMembers: 0.4", "nonMembers: 0.06") },
      message:
        "7 non-members of 120 records: at least 10 are needed; raise 'nonMembers' in 'split' "
        + "or bring more records"),
    BadData(
      testDescription: "a missing column",
      edit: { try $0.edit("categorical: [city]", "categorical: [cty]") },
      message: "records.csv: no column 'cty'; did you mean 'city'?"),
    BadData(
      testDescription: "no such file", edit: { try $0.edit("records.csv", "record.csv") },
      message: "record.csv: there is no file at '"),
  ]

  @Test("bad data gets one clear line", arguments: badData)
  func refused(_ bad: BadData) async throws {
    let files = try TemporaryExperiment()
    try bad.edit(files)
    let error = await #expect(throws: (any Error).self) { try await run(files) }
    let line = error.map { "\($0)" } ?? "nothing"
    #expect(line.hasPrefix(bad.message) && !line.contains("\n"), "\(line)")
  }
}
