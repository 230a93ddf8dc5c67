import Auditing
import Foundation
import HDF5
import History
import Results
import Statistics
import Testing

@Suite("Index of runs")
struct RunIndexTests {
  /// A folder that is removed when the test ends.
  private struct Folder: ~Copyable {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-\(UUID().uuidString)", directoryHint: .isDirectory)

    init() throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a run below the folder, with a start in `timing.json` where a day is given.
    func write(_ run: Run, to name: String, day: Int? = nil) throws {
      let file = url.appending(path: name)
      let own = file.deletingLastPathComponent()
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      try run.write(to: file.path)
      guard let day else { return }
      let date = "2026-03-\(day < 10 ? "0" : "")\(day)T01:02:03Z"
      try Data("{\"started\": \"\(date)\", \"seconds\": 1}".utf8)
        .write(to: own.appending(path: "timing.json"))
    }
  }

  private func measurement(
    _ target: String, _ attack: String?, _ metric: String, _ value: Double?, group: String = "all"
  ) -> Auditing.Measurement {
    let interval = value.map { Interval(low: $0 - 0.01, high: $0 + 0.01, level: 0.95, method: "x") }
    return Auditing.Measurement(
      target: target, stage: "1 train", attack: attack, group: group,
      reading: Reading(
        metric, value: value, interval: interval, count: 100,
        status: value == nil ? .notResolvable : .ok, convention: "x"))
  }

  private func measurements(_ value: Double, targets: Int) -> [Auditing.Measurement] {
    let own = (1...targets).flatMap { target in
      [
        measurement("\(target)", "m-loss", "auc", value + Double(target - 1)),
        measurement("\(target)", "gap", "auc", 0.5),
        measurement("\(target)", nil, "test-accuracy", 0.9),
        measurement("\(target)", "m-loss", "auc", 0.6, group: "sex=f"),
        measurement("\(target)", "m-loss", "tpr@fpr<=0.01", nil),
      ]
    }
    return targets > 1 ? own + [measurement("mean", "m-loss", "auc", value)] : own
  }

  private func run(_ value: Double, targets: Int = 1, version: Int = 1) -> Run {
    let attacks = [("m-loss", true), ("gap", false)].map { name, isPrimary in
      Run.AttackEntry(
        label: name,
        declaration: AttackDeclaration(
          Declaration(name, version: version, "x"),
          threatModel: ThreatModel(access: "a", knowledge: "b"), source: "c", isMonotone: true,
          fixedThreshold: nil), isPrimary: isPrimary)
    }
    return Run(
      setup: Run.Setup(
        tool: "rollcall test", name: "nightly", seed: 3, algebra: "none", experiment: "", suite: "",
        inputs: [.init(name: "a.csv", sha256: "0123456789abcdef", byteCount: 1, recordCount: 4)],
        attacks: attacks, baseline: ""),
      population: Run.Population(
        recordCount: 4, featureCount: 1, classNames: ["a", "b"], audited: [0, 1, 2, 3],
        isMember: Array(repeating: [true, false, true, false], count: targets), populationCount: 0,
        assignment: "random split", groups: [], inclusion: []),
      stages: ["0 input", "1 train"].map { name in
        Run.StageResult(
          name: name,
          scores: attacks.map {
            Run.StageScores(attack: $0.label, values: [], threshold: nil, reason: "no scores")
          })
      },
      measurements: measurements(value, targets: targets), verdicts: [])
  }

  /// Brings an index up to date and says how many files it should have read and lost.
  private func expectCounts(
    _ index: RunIndex, _ counts: [Int], from folder: URL, rebuilds: Bool = false
  ) throws {
    let changes = try index.update(from: folder, rebuilds: rebuilds)
    #expect([changes.read, changes.gone] == counts)
  }

  private func index(_ folder: borrowing Folder) throws -> RunIndex {
    let index = try RunIndex(path: folder.url.appending(path: RunIndex.fileName).path)
    _ = try index.update(from: folder.url)
    return index
  }

  @Test("runs are in the order of the dates of their audits, not of their names")
  func order() throws {
    let folder = try Folder()
    try folder.write(run(0.7), to: "a/run.h5", day: 9)
    try folder.write(run(0.6), to: "b/run.h5", day: 2)
    let index = try index(folder)
    let series = try #require(try index.series(HistoryQuery()).first)
    #expect(series.points.map(\.path) == ["b/run.h5", "a/run.h5"])
    #expect(series.points.map(\.value) == [0.6, 0.7])
    #expect(series.points[0].low == 0.59 && series.points[0].count == 100)
    let runs = try index.runs()
    #expect(runs.allSatisfy { $0.state == .read && !$0.isDateOfFile && $0.data == "01234567" })
    let since = try Date("2026-03-05T00:00:00Z", strategy: .iso8601)
    #expect(try index.runs(since: since).map(\.path) == ["a/run.h5"])
    #expect(try index.series(HistoryQuery(since: since)).first?.points.count == 1)
  }

  @Test("only files that changed are read again, and what is gone is forgotten")
  func update() throws {
    let folder = try Folder()
    try folder.write(run(0.6), to: "a.h5")
    try folder.write(run(0.7), to: "b.h5")
    let index = try RunIndex(path: folder.url.appending(path: RunIndex.fileName).path)
    try expectCounts(index, [2, 0], from: folder.url)
    try expectCounts(index, [0, 0], from: folder.url)
    try folder.write(run(0.8, targets: 2), to: "b.h5")
    try expectCounts(index, [1, 0], from: folder.url)
    try FileManager.default.removeItem(at: folder.url.appending(path: "a.h5"))
    try expectCounts(index, [0, 1], from: folder.url)
    #expect(try index.runs().map(\.path) == ["b.h5"])
    #expect(try index.series(HistoryQuery()).flatMap(\.points).map(\.value) == [0.8])
    try expectCounts(index, [1, 0], from: folder.url, rebuilds: true)
    #expect(try index.series(HistoryQuery()).flatMap(\.points).map(\.value) == [0.8])
  }

  @Test("a lost index is made anew with the same answers")
  func rebuilt() throws {
    let folder = try Folder()
    try folder.write(run(0.6), to: "a.h5", day: 1)
    let first = try index(folder).series(HistoryQuery(metrics: ["*"], group: "*"))
    try FileManager.default.removeItem(at: folder.url.appending(path: RunIndex.fileName))
    #expect(try index(folder).series(HistoryQuery(metrics: ["*"], group: "*")) == first)
    #expect(first.count == 4)
  }

  @Test("files of other versions and damaged ones are listed with the reason")
  func otherFiles() throws {
    let folder = try Folder()
    try folder.write(run(0.6), to: "a.h5")
    try Data("no HDF5".utf8).write(to: folder.url.appending(path: "b.h5"))
    let file = try HDF5Writer(replacing: folder.url.appending(path: "c.h5").path)
    try file.setAttribute("format", of: "/", to: "rollcall run")
    try file.setAttribute("formatVersion", of: "/", to: 9)
    try file.setAttribute("tool", of: "/", to: "rollcall 9.0")
    try file.setAttribute("name", of: "/", to: "later")
    try file.commit()
    let runs = try index(folder).runs().sorted { $0.path < $1.path }
    #expect(runs.map(\.state) == [.read, .unreadable, .otherFormat])
    #expect(runs[1].reason.contains("not an HDF5 file"))
    #expect(
      runs[2].reason == "format version 9, written by rollcall 9.0" && runs[2].name == "later")
    #expect(runs.allSatisfy { $0.isDateOfFile })
  }

  @Test("a query asks for metrics, attacks, groups and targets by pattern")
  func queries() throws {
    let folder = try Folder()
    try folder.write(run(0.6, targets: 2), to: "a.h5")
    let index = try index(folder)
    func names(_ query: HistoryQuery) throws -> [String] {
      try index.series(query).map { "\($0.attack ?? "-") \($0.metric) \($0.group)" }
    }
    #expect(try names(HistoryQuery()) == ["m-loss auc all"])
    #expect(try names(HistoryQuery(attack: "*", target: "2")) == ["gap auc all", "m-loss auc all"])
    #expect(
      try names(HistoryQuery(metrics: ["*"], attack: "-", target: "1")) == ["- test-accuracy all"])
    #expect(try names(HistoryQuery(group: "sex=*", target: "1")) == ["m-loss auc sex=f"])
    #expect(try names(HistoryQuery(stage: "0*")).isEmpty)
    #expect(try index.series(HistoryQuery()).first?.points.map(\.value) == [0.6])
    #expect(try index.series(HistoryQuery(target: "2")).first?.points.map(\.value) == [1.6])
    // A bracket in a pattern is a bracket.
    #expect(try names(HistoryQuery(metrics: ["[a]uc"])).isEmpty)
  }

  @Test("another version of an attack is another series")
  func versions() throws {
    let folder = try Folder()
    try folder.write(run(0.6), to: "a.h5", day: 1)
    try folder.write(run(0.6, version: 2), to: "b/b.h5", day: 2)
    #expect(try index(folder).series(HistoryQuery()).map(\.attackVersion) == [1, 2])
  }

  @Test("what is no index, and what is no folder, is refused and left alone")
  func refused() throws {
    let folder = try Folder()
    let text = folder.url.appending(path: "notes.txt")
    let bytes = Data(String(repeating: "not a database ", count: 100).utf8)
    try bytes.write(to: text)
    let error = #expect(throws: HistoryError.self) { try RunIndex(path: text.path) }
    #expect(error?.description == "\(text.path): is no index of runs; name another file by --index")
    #expect(try Data(contentsOf: text) == bytes)
    let index = try index(folder)
    let missing = folder.url.appending(path: "nowhere", directoryHint: .isDirectory)
    #expect(throws: HistoryError.self) { try index.update(from: missing) }
  }
}

@Suite("Baselines")
struct BaselineStoreTests {
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private func write(_ name: String, to url: URL) throws -> String {
    let run = Run(
      setup: Run.Setup(
        tool: "rollcall test", name: name, seed: 3, algebra: "none", experiment: "", suite: "",
        inputs: [], attacks: [], baseline: ""),
      population: Run.Population(
        recordCount: 2, featureCount: 1, classNames: [], audited: [0, 1],
        isMember: [[true, false]],
        populationCount: 0, assignment: "given", groups: [], inclusion: []), stages: [],
      measurements: [], verdicts: [])
    let file = url.appending(path: "\(name).h5").path
    try run.write(to: file)
    return file
  }

  @Test("a baseline is a copy, and the ones before it stay as many as are kept")
  func set() throws {
    let place = try folder()
    defer { try? FileManager.default.removeItem(at: place) }
    let store = BaselineStore(in: place)
    #expect(try store.list().isEmpty)
    for name in ["one", "two", "three", "four"] {
      let file = try write(name, to: place)
      let copy = try store.set("main", to: file, keeping: 2)
      #expect(copy == store.path(of: "main"))
      try FileManager.default.removeItem(atPath: file)
      #expect(try Run(path: copy).setup.name == name)
    }
    let baselines = try store.list()
    #expect(baselines.map(\.isPresent) == [false, false, true])
    #expect(baselines.last?.summary == "four, seed 3, rollcall test")
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path + "/baselines")
    #expect(!names.contains { $0.hasPrefix(".") }, "left behind: \(names)")
  }

  @Test("what cannot be read does not take the place of a good baseline")
  func damaged() throws {
    let place = try folder()
    defer { try? FileManager.default.removeItem(at: place) }
    let store = BaselineStore(in: place)
    _ = try store.set("main", to: try write("good", to: place), keeping: 5)
    let before = try Data(contentsOf: URL(filePath: store.path(of: "main")))
    let cut = place.appending(path: "cut.h5")
    try before.prefix(before.count / 2).write(to: cut)
    #expect(throws: (any Error).self) { try store.set("main", to: cut.path, keeping: 5) }
    #expect(throws: (any Error).self) {
      try store.set("main", to: place.appending(path: "none.h5").path, keeping: 5)
    }
    #expect(try Data(contentsOf: URL(filePath: store.path(of: "main"))) == before)
  }

  @Test(
    "a name that would leave the folder is refused",
    arguments: ["../x", "a/b", "", ".x", "a b", "a@b"])
  func names(name: String) throws {
    let place = try folder()
    defer { try? FileManager.default.removeItem(at: place) }
    let file = try write("good", to: place)
    #expect(throws: HistoryError.self) {
      try BaselineStore(in: place).set(name, to: file, keeping: 1)
    }
  }
}
