import Auditing
import Bilevel
import Foundation
import Pipelines
import Results
import Statistics
import Testing

@Suite("One client's publication, and methods compared")
struct PublicationTests {
  /// Three clients' files and an experiment, in a folder of their own that goes with it.
  private final class Files {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    init(stages: String, extra: String = "") throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var generator = SeededGenerator(seed: 3, label: "client files")
      for name in ["a", "b", "men"] {
        var text = "wage,sex,loan\n"
        for row in 0..<120 {
          let isMan = name == "men" || row % 2 == 0
          let wage = generator.normal() + (isMan ? 1 : 0)
          let loan = generator.bernoulli(wage > 0.5 ? 0.8 : 0.2) ? "yes" : "no"
          text += "\(wage),\(isMan ? "m" : "f"),\(loan)\n"
        }
        try write(text, to: "\(name).csv")
      }
      try write("income,sex,loan\n1,m,yes\n2,f,no\n", to: "other.csv")
      try write(
        """
        name: clients
        seed: 1
        data:
          files: [a.csv, b.csv, men.csv, other.csv]
          label: loan
          numeric: [wage]
          categorical: [sex]
          groups: {sex: {column: sex}}
        \(stages)
        \(extra)
        """, to: "experiment.yaml")
    }

    var path: String { folder.appending(path: "experiment.yaml").path }

    func write(_ text: String, to name: String) throws {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
  }

  private static let stages = """
    stages:
      - bilevel-fair:
          constraints: [demographic-parity: {attribute: sex, bound: 0.1}]
          clients: {rule: file}
          points: 10
          steps: 20
      - train: {hidden: []}
    suite: nowhere.yaml
    """

  private func release(_ client: String, of files: Files) async throws -> Publication.Release {
    let notebook = files.folder.appending(path: "kept")
    return try await Publication(path: files.path)
      .release(of: client, notebook: notebook) { _ in }
  }

  @Test("a client's release is made from its own file alone, the same each time")
  func alone() async throws {
    let files = try Files(stages: Self.stages)
    #expect(
      try Publication(path: files.path).clients() == ["a.csv", "b.csv", "men.csv", "other.csv"])
    let first = try await release("a.csv", of: files)
    try FileManager.default.removeItem(at: files.folder.appending(path: "b.csv"))
    let second = try await release("a.csv", of: files)
    #expect(first.table == second.table)
    let lines = first.table.split(separator: "\n")
    #expect(lines.count == 11 && lines[0] == "wage,sex,loan")
    #expect(first.account.contains("\"fair-set:a.csv\""))
  }

  @Test(
    "clients that cannot publish say why in one line",
    arguments: [
      (
        "men.csv",
        "no client has a fair set: men.csv: records of 1 group of 'sex': nothing to compare; leave the constraint or the client out; change 'clients' or bring more records"
      ),
      ("other.csv", "other.csv: no column 'wage'; did you mean 'income'?"),
      ("nobody.csv", "nobody.csv"),
    ])
  func refused(_ client: String, _ message: String) async throws {
    let files = try Files(stages: Self.stages)
    let error = await #expect(throws: (any Error).self) {
      try await release(client, of: files)
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(!text.contains("\n"))
    #expect(client == "men.csv" ? text == message : text.contains(client), "\(text)")
  }

  private static let fair = """
    bilevel-fair:
          constraints: [demographic-parity: {attribute: sex, bound: 0.1}]
          clients: {rule: file}
          points: 10
          steps: 20
    """

  private static let federated = """
    collaborative-training:
          constraints: [demographic-parity: {attribute: sex, bound: 0.1}]
          clients: {rule: file}
          federated: {rounds: 2, epochs: 1}
    """

  /// A run of one stage with a client's file that is not there and one of other columns.
  private func run(_ stage: String) async throws -> Run {
    let files = try Files(
      stages: """
        split: {members: 0.5, nonMembers: 0.3}
        shadows: {models: 0}
        fairness: {positive: "yes"}
        stages:
          - \(stage)
        suite: suite.yaml
        """)
    try files.write(
      "primary: [nearest-release]\nbaseline: nearest-release\nattacks: [nearest-release, m-loss, blind]\n",
      to: "suite.yaml")
    try files.write(
      try String(contentsOf: URL(filePath: files.path), encoding: .utf8)
        .replacing("[a.csv", with: "[gone.csv, a.csv"), to: "experiment.yaml")
    return try await AuditRunner(Experiment(path: files.path), threads: 1) { _ in }
      .run(tool: "test")
  }

  /// A stage, the clients that it cannot have, and what is measured of the others.
  struct Kept: Sendable, CustomTestStringConvertible {
    let stage: String
    let leftOut: Set<String>
    let attacks: [[String]]

    var testDescription: String { attacks.joined().joined(separator: " ") }
  }

  private static let kept = [
    Kept(
      stage: fair, leftOut: ["gone.csv", "men.csv", "other.csv"],
      attacks: [["auc", "nearest-release"], ["auc", "blind"]]),
    Kept(
      stage: federated, leftOut: ["gone.csv", "other.csv"],
      attacks: [["auc", "m-loss"], ["auc@own-model", "m-loss"]]),
  ]

  @Test(
    "a run keeps the work of clients beside those whose files are not there or of other columns, and measures each",
    arguments: kept)
  func runs(_ kept: Kept) async throws {
    let run = try await run(kept.stage)
    let prefix = "fair-left-out:"
    let told = run.measurements.map(\.reading.metric).filter { $0.hasPrefix(prefix) }
    #expect(Set(told.map { String($0.dropFirst(prefix.count)) }) == kept.leftOut)
    // A client that cannot take part has no records in the audit either: 120 a client.
    #expect(run.population.recordCount == (kept.stage == Self.fair ? 240 : 360))
    func value(_ metric: String, _ client: String, _ attack: String? = nil) -> Double? {
      let own = run.measurements.filter { $0.group == "client=\(client)" && $0.attack == attack }
      return own.map(\.reading).first { $0.metric == metric }?.value
    }
    for client in ["a.csv", "b.csv"] {
      #expect(try #require(value("client-records", client)) > 30)
      #expect(try #require(value("client-held-out", client)) > 15)
      for attack in kept.attacks {
        let area = try #require(value(attack[0], client, attack[1]), "\(attack)")
        #expect(area > 0.2 && area <= 1)
      }
      #expect(try #require(value("client-accuracy", client)) > 0.4)
    }
    #expect(value("client-released", "a.csv") == (kept.stage == Self.fair ? 10 : nil))
  }

  @Test(
    "with privacy nothing but noisy numbers decides who takes part, so that all files' records are audited"
  )
  func privateRun() async throws {
    let run = try await run(
      Self.fair.replacing(
        "points: 10",
        with: """
          points: 10
                privacy: {steps: 3, noise: seeded}
                columns: {wage: {low: -4, high: 5}, sex: {levels: [f, m]}}
          """))
    #expect(run.population.recordCount == 360)
    let told = run.measurements.map(\.reading).filter { $0.metric == "fair-left-out:men.csv" }
    #expect(told.allSatisfy { !$0.convention.contains("120") })
  }

  @Test("methods are compared over seeds, and clients that are left out are named")
  func comparison() async throws {
    let files = try Files(
      stages: """
        seeds: 2
        methods: [fedavg, bilevel-fair, client-weights]
        root: 0.1
        fair:
          constraints: [demographic-parity: {attribute: sex, bound: 0.1}]
          clients: {rule: file}
          points: 10
          steps: 20
        federated: {rounds: 2, epochs: 1}
        """)
    try files.write(
      try String(contentsOf: URL(filePath: files.path), encoding: .utf8)
        .replacing(", other.csv", with: ""), to: "experiment.yaml")
    let experiment = try CollaborationExperiment(path: files.path)
    let table = try await experiment.table(threads: 2) { _ in }
    #expect(table == (try await experiment.table(threads: 1) { _ in }))
    #expect(table.entries.count == 6)
    #expect(table.remarks.count == 2 && table.remarks[0].contains("men.csv is left out"))
    let gap = try #require(table.summary("parity sex", of: "bilevel-fair")).mean
    #expect(gap >= 0 && gap <= 1)
    #expect(table.summary("release attack AUC", of: "fedavg") == nil)
    #expect(table.comparison("bilevel-fair") != nil)
  }
}
