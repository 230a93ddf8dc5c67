import Auditing
import Foundation
import Pipelines
import Results
import Statistics
import Testing

/// Members of two groups, of which the first has far more positive labels, and a release in which labels are fair.
private struct GroupedFiles {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write("members", unfair: true)
    try write("others", unfair: true)
    try write("fair", unfair: false)
  }

  /// 240 records, one in three positive; where unfair 1 in 2 of group a and 1 in 6 of b, and c has 4 records.
  private func write(_ name: String, unfair: Bool) throws {
    var generator = SeededGenerator(seed: 5, label: name)
    let records = (0..<240).map { row in
      let group = row < 4 ? "c" : ["a", "b"][row % 2]
      let place = row / 2 % 6
      let isPositive = unfair ? (group == "a" ? place < 3 : place < 1) : place < 2
      let score = (isPositive ? 1.0 : 0) + 0.5 * generator.normal()
      return "\(group),\(score),\(isPositive ? "yes" : "no")"
    }
    try Data((["group,score,class"] + records).joined(separator: "\n").utf8)
      .write(to: folder.appending(path: "\(name).csv"))
  }

  func audit(_ release: String, fairness: String = "", metrics: String = "") async throws -> Run {
    try Data("primary: [nearest-release]\nattacks: [nearest-release]\n\(metrics)".utf8)
      .write(to: folder.appending(path: "suite.yaml"))
    let text = """
      name: groups
      suite: suite.yaml
      disclosure: {attempts: 10}
      \(fairness)
      release:
        files: [\(release).csv]
        members: [members.csv]
        nonMembers: [others.csv]
        numeric: [score]
        categorical: [group]
        label: class
        groups: {group: {column: group}}
      """
    let experiment = try ReleaseExperiment(
      Experiment.File(name: "release.yaml", text: text), folder: folder.path)
    return try await ReleaseAudit(experiment, threads: 1) { _ in }.run(tool: "test")
  }
}

@Suite("Fairness of releases", .serialized)
struct ReleaseFairnessTests {
  private func reading(_ run: Run, _ metric: String, group: String = "all") throws -> Reading {
    try #require(
      run.measurements.first { $0.reading.metric == metric && $0.group == group }?.reading,
      "no \(metric)")
  }

  private let parity = "fairness:group:demographic-parity:difference"

  @Test("shares, labels and decisions of a release stand beside those of the members")
  func besideMembers() async throws {
    let files = try GroupedFiles()
    defer { try? FileManager.default.removeItem(at: files.folder) }
    let run = try await files.audit("fair")
    #expect(try reading(run, "group-share@release", group: "group=a").value == 118.0 / 240)
    let positive = try reading(run, "positive-share@members", group: "group=a")
    #expect(try abs(#require(positive.value) - 0.5) < 0.02)
    #expect(
      positive.convention.hasSuffix(
        "positive: yes, the rarer class among members, as none was declared"))
    #expect(try abs(#require(try reading(run, "\(parity)@members").value) - 1.0 / 3) < 0.05)
    #expect(try #require(try reading(run, "\(parity)@release").value) < 0.05)
    let (own, base) = (
      try reading(run, "\(parity)@hold-out tstr logistic"),
      try reading(run, "\(parity)@hold-out trtr logistic")
    )
    #expect(own.interval != nil && base.interval != nil && base.value != nil)
    #expect(own.convention.contains("2 of 3 groups; not compared: c (4 records)"))
    let small = try reading(run, "accuracy@hold-out tstr logistic", group: "group=c")
    #expect(small.count == 4 && small.convention.contains("not compared: fewer than 30"))
    let drift = try reading(run, "label-drift:group")
    #expect(try abs(#require(drift.value)) < 1e-12)
  }

  @Test("a copy is as fair as the members, by labels and by decisions of a learner without a seed")
  func copy() async throws {
    let files = try GroupedFiles()
    defer { try? FileManager.default.removeItem(at: files.folder) }
    let run = try await files.audit("members", fairness: "fairness: {positive: 'no'}")
    for measurement in run.measurements
    where measurement.reading.metric.hasSuffix("@hold-out tstr logistic") {
      let other = measurement.reading.metric.replacing(" tstr ", with: " trtr ")
      #expect(try measurement.reading.value == reading(run, other, group: measurement.group).value)
    }
    let positive = try reading(run, "positive-share@members")
    #expect(positive.convention.hasSuffix("positive: no"))
    #expect(try reading(run, "label-drift:label").value == 0)
  }

  @Test("a suite without the metric of fairness has shares and no gaps")
  func withoutMetric() async throws {
    let files = try GroupedFiles()
    defer { try? FileManager.default.removeItem(at: files.folder) }
    let run = try await files.audit("fair", metrics: "metrics: [auc]\n")
    #expect(!run.measurements.contains { $0.reading.metric.hasPrefix("fairness:") })
    #expect(try reading(run, "group-share@hold-out", group: "group=c").value == 4.0 / 240)
  }
}
