import Auditing
import Foundation
import Pipelines
import Results
import Statistics
import Testing

/// Generated members and others of one law, and releases made from them; removed with the value's owner.
private final class GeneratedReleases {
  static let size = 80
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let members = Self.records("members")
    try write(members, to: "members.csv")
    try write(Array(members.prefix(30)), to: "first.csv")
    try write(Array(members.suffix(Self.size - 30)), to: "second.csv")
    try write(Self.records("others"), to: "others.csv")
    try write(Self.records("reference"), to: "reference.csv")
    try write(members, to: "copy.csv")
    try write(Self.records("fresh"), to: "fresh.csv")
    try write(Self.shuffled(members), to: "shuffled.csv")
    try write(Array(Self.records("few").prefix(3)), to: "few.csv")
    try write(members.map { [$0[0], $0[1], "", $0[3]] }, to: "empty-column.csv")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Income follows age and sex; the label follows income.
  private static func records(_ name: String) -> [[String]] {
    var generator = SeededGenerator(seed: 11, label: name)
    return (0..<size).map { _ in
      let (sex, age) = (generator.integer(below: 2), Double(18 + generator.integer(below: 60)))
      let income = (30 * age + 500 * Double(sex) + 100 * generator.normal()).rounded()
      let isRich = income + 100 * generator.normal() > 1650
      return ["\(age)", ["f", "m"][sex], "\(income)", isRich ? "yes" : "no"]
    }
  }

  /// The same values, each column turned on by another number of records, so that columns know nothing of each other.
  private static func shuffled(_ records: [[String]]) -> [[String]] {
    (0..<size).map { row in (0..<4).map { records[(row + 13 * $0) % size][$0] } }
  }

  func write(_ records: [[String]], to name: String) throws {
    let lines = [["age", "sex", "income", "rich"]] + records
    try Data(lines.map { $0.joined(separator: ",") }.joined(separator: "\n").utf8)
      .write(to: folder.appending(path: name))
  }

  /// Audits with two attacks; without a label nothing is learned, which takes most of the time.
  func audit(
    _ release: String, _ keys: [String] = [], others: String = "disclosure: {attempts: 200}",
    hasLabel: Bool = false,
    members: String = "members.csv", threads: Int = 1
  ) async throws -> Run {
    try Data("primary: [nearest-release]\nattacks: [nearest-release, domias]\n".utf8)
      .write(to: folder.appending(path: "suite.yaml"))
    let lines =
      [
        "name: release", "seed: 3", "suite: suite.yaml", others, "release:",
        "  files: [\(release)]",
        "  members: [\(members)]", "  nonMembers: [others.csv]", "  numeric: [age, income]",
        "  categorical: [sex]", hasLabel ? "  label: rich" : "  ignore: [rich]",
      ] + keys.map { "  \($0)" }
    let experiment = try ReleaseExperiment(
      Experiment.File(name: "release.yaml", text: lines.joined(separator: "\n")),
      folder: folder.path)
    return try await ReleaseAudit(experiment, threads: threads) { _ in }.run(tool: "test")
  }
}

@Suite("Audits of releases")
struct ReleaseAuditTests {
  private func reading(_ run: Run, _ metric: String) throws -> Reading {
    try #require(
      run.measurements.first { $0.attack == nil && $0.reading.metric == metric }?.reading,
      "no \(metric)")
  }

  private func metrics(_ run: Run, _ prefix: String) -> Set<String> {
    Set(run.measurements.map(\.reading.metric).filter { $0.hasPrefix(prefix) })
  }

  /// Whether a measure of the copy, a fresh sample and shuffled columns is as it should be.
  private static let laws: [(metric: String, holds: @Sendable (Double, Double, Double) -> Bool)] = [
    ("exact-copies", { $0 == 1 && $1 == 0 && $2 < 0.1 }),
    ("copied-members", { $0 == 1 && $1 == 0 && $2 < 0.1 }),
    ("dcr-member-share-equal-sizes", { $0 == 1 && abs($1 - 0.5) < 0.2 && $2 < 0.8 }),
    ("dcr-member-share", { $0 == 1 && abs($1 - 0.5) < 0.2 && $2 < 0.8 }),
    ("dcr-median", { $0 == 0 && $1 > 0 && $2 > $1 }),
    ("authenticity", { $0 == 0 && $1 > 0.2 && $2 > $1 }),
    ("hitting-rate", { $0 == 1 && $1 < 1 && $2 < $1 }),
    ("identifiability", { $0 == 1 && $1 < 1 && $2 < $1 }),
    ("marginal-tvd@1", { $0 == 0 && $1 > 0 && $2 == 0 }),
    ("marginal-tvd@2", { $0 == 0 && $1 > 0 && $2 > $1 }),
    ("association-difference", { $0 == 0 && $1 > 0 && $2 > 2 * $1 }),
    ("prdc-precision", { $0 == 1 && $1 > 0.7 && $2 < $1 }),
    ("prdc-recall", { $0 == 1 && $1 > 0.7 && $2 < $0 }),
    ("prdc-density", { $0 > 0.9 && $1 > $2 }),
    ("prdc-coverage", { $0 == 1 && $1 > 0.7 && $2 < $1 }),
    ("pmse", { $0 < 1e-6 && $1 > $0 && $2 < 1e-6 }),
    ("pmse-ratio fitted", { $0 < 1e-3 && $1 > 0.01 && $2 < 1e-3 }),
    ("tstr-auc logistic", { $0 > 0.9 && $1 > 0.9 && $2 < 0.8 }),
    ("tstr-gap-auc logistic", { $0 == 0 && abs($1) < 0.1 && $2 < -0.1 }),
  ]

  @Test("a copy leaks, a fresh sample and shuffled columns do not, and every measure orders them")
  func laws() async throws {
    let files = try GeneratedReleases()
    var runs: [Run] = []
    for name in ["copy.csv", "fresh.csv", "shuffled.csv"] {
      runs.append(try await files.audit(name, hasLabel: true))
    }
    // The verdict's level is 0.05, so another seed would accuse each of the last two 1 time in 20.
    #expect(runs.map(\.verdicts.first?.outcome) == [.leak, .noLeakFound, .noLeakFound])
    for law in Self.laws {
      let values = try runs.map { try #require(try reading($0, law.metric).value) }
      #expect(law.holds(values[0], values[1], values[2]), "\(law.metric): \(values)")
    }
    let share = try reading(runs[1], "dcr-member-share")
    let (interval, value) = (try #require(share.interval), try #require(share.value))
    #expect(interval.low <= value && value <= interval.high)
    // Income is known to 100 of 1800 from age and sex; only the copy knows it of members and of nobody else.
    let inference = try await files.audit("copy.csv", others: "disclosure: {secrets: [income]}")
    let risk = try reading(inference, "inference:income")
    #expect(try #require(risk.interval).low > 0.2)
    #expect(metrics(inference, "inference:") == ["inference:income"])
  }

  @Test("a release that repeats 3 records, or lacks a column's values, is audited to the end")
  func degenerate() async throws {
    let files = try GeneratedReleases()
    let few = try await files.audit("few.csv")
    for metric in ["prdc-precision", "alpha-precision", "beta-recall"] {
      #expect(try reading(few, metric).status == .notApplicable)
      #expect(try reading(few, metric + " hold-out").value != nil)
    }
    #expect(try reading(few, "caveat:records").convention.hasPrefix("only 3 records were released"))
    #expect(
      try reading(few, "caveat:rich").convention
        == "column 'rich' was left out of every comparison")
    let empty = try await files.audit("empty-column.csv")
    #expect(
      try reading(empty, "caveat:income").convention
        == "column 'income' is missing in every released record")
    #expect(try abs(#require(try reading(empty, "missing-difference").value) - 1.0 / 3) < 1e-12)
    // Released records without an income are at distance 0 from members that have one, and copy none.
    #expect(try reading(empty, "exact-copies").value == 0)
    #expect(try reading(empty, "dcr-median").value == 0)
    try files.write([["40", "x", "1200", "no"]], to: "one.csv")
    let one = try await files.audit("one.csv")
    let caveats = one.measurements.map(\.reading).filter { $0.metric.hasPrefix("caveat:") }
    #expect(
      caveats.map(\.convention).suffix(4) == [
        "column 'age' has the same value in every released record",
        "column 'sex' has the same value in every released record",
        "column 'sex' holds levels that no real record has: 1, in 1 of the released records",
        "column 'income' has the same value in every released record",
      ])
    for metric in ["frechet", "kid"] {
      #expect(try reading(one, metric).status == .notApplicable)
      #expect(try reading(one, metric).convention.contains("bring at least 2"))
    }
  }

  @Test("threads change nothing, and members in two files are those in one")
  func same() async throws {
    let files = try GeneratedReleases()
    let one = try await files.audit("fresh.csv")
    let three = try await files.audit("fresh.csv", threads: 3)
    #expect(one == three)
    let parts = try await files.audit("fresh.csv", members: "first.csv, second.csv")
    #expect(parts.stages == one.stages && parts.population == one.population)
    #expect(parts.measurements == one.measurements)
    let turned = try await files.audit("fresh.csv", members: "second.csv, first.csv")
    let (scores, again) = (one.stages[0].scores[0].values[0], turned.stages[0].scores[0].values[0])
    #expect(Array(again.prefix(50)) == Array(scores[30..<80]))
  }

  @Test("known records are those given, a share of the hold-out, or none")
  func reference() async throws {
    let files = try GeneratedReleases()
    let size = GeneratedReleases.size
    let given = try await files.audit("fresh.csv", ["reference: [reference.csv]"])
    #expect(given.population.isMember[0].count == 2 * size)
    #expect(given.population.populationCount == size)
    let quarter = try await files.audit("fresh.csv", ["referenceShare: 0.25"])
    #expect(quarter.population.isMember[0].count == 2 * size - size / 4)
    #expect(quarter.population.populationCount == size / 4)
    let none = try await files.audit("fresh.csv", ["referenceShare: 0"])
    #expect(none.population.isMember[0].count == 2 * size)
    let domias = try #require(none.stages[0].scores.first { $0.attack == "domias" })
    #expect(domias.values.isEmpty && !domias.reason.isEmpty)
    #expect(given.stages[0].scores[0].values == none.stages[0].scores[0].values)
  }

  @Test("the label and the groups' columns are inferred unless others are named")
  func secrets() async throws {
    let files = try GeneratedReleases()
    let groups = ["groups: {sex: {column: sex}}"]
    let plain = try await files.audit("fresh.csv", groups, hasLabel: true)
    #expect(metrics(plain, "inference:") == ["inference:label", "inference:sex"])
    #expect(Set(plain.measurements.map(\.group)) == ["all", "sex=f", "sex=m"])
    let holders = try await files.audit(
      "few.csv", others: "disclosure: {secrets: [rich], firstHolder: [rich]}", hasLabel: true)
    #expect(metrics(holders, "inference:") == ["inference:label"])
    #expect(
      try reading(holders, "linkability").convention.hasPrefix(
        "one holder knows label; the other age, sex, income"))
  }

  @Test(
    "what does not fit is refused in one line",
    arguments: [
      ("few.csv", "members: [few.csv]", "", "3 members to attack: at least 10 are needed"),
      (
        "few.csv", "referenceShare: 0.9", "",
        "8 non-members to attack: at least 10 are needed; give more records, or lower 'referenceShare'"
      ),
      ("few.csv", "filez: [a]", "", "unknown key 'filez'; did you mean 'files'?"),
      ("few.csv", "referenceShare: 1", "", "'referenceShare' must be a number from 0 to 0.9"),
      ("nowhere.csv", "", "", "nowhere.csv: there is no file at"),
      (
        "few.csv", "", "disclosure: {secrets: [zeal]}",
        "no column 'zeal' to infer; the columns are [\"age\", \"sex\", \"income\"]"
      ),
      (
        "few.csv", "", "disclosure: {secondHolder: [zeal]}",
        "'disclosure' names the column 'zeal', which is not compared"
      ),
      (
        "few.csv", "", "disclosure: {firstHolder: [age], secondHolder: [age]}",
        "both holders know 'age'; leave it out on one side"
      ),
      ("few.csv", "bank: {releases: [few.csv], inclusion: i.npy}", "", "is the audited release"),
    ])
  func refused(release: String, key: String, other: String, message: String) async throws {
    let files = try GeneratedReleases()
    do {
      if key.hasPrefix("members") {
        _ = try await files.audit(release, members: "few.csv")
      } else {
        _ = try await files.audit(release, [key], others: other)
      }
      Issue.record("nothing was refused")
    } catch {
      #expect("\(error)".contains(message) && !"\(error)".contains("\n"), "\(error)")
    }
  }

  @Test("a feature named 'label' beside a label is refused, since the label goes by that name")
  func twoLabels() {
    let text = """
      name: two
      release: {files: [a.csv], members: [b.csv], nonMembers: [c.csv], label: vote, categorical: [label]}
      """
    do {
      _ = try ReleaseExperiment(Experiment.File(name: "two.yaml", text: text), folder: ".")
      Issue.record("nothing was refused")
    } catch {
      #expect("\(error)".contains("the column 'label' is not the label; rename it"), "\(error)")
    }
  }
}
