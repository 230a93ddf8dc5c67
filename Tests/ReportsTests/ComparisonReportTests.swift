import Auditing
import Foundation
import Reports
import Results
import Statistics
import Testing

@Suite("Report of a comparison")
struct ComparisonReportTests {
  private static func sample() throws -> Run {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      try #require(folder.path != "/", "no Package.swift above \(#filePath)")
      folder.deleteLastPathComponent()
    }
    return try Run(path: folder.appending(path: "fixtures/runs/german-credit.h5").path)
  }

  /// The sample with the scores of LiRA's members raised after training, measured as they were.
  private static func changed(_ run: Run) -> Run {
    var run = run
    run.measurements = run.measurements.map { measurement in
      guard measurement.attack == "lira-online", measurement.reading.metric == "auc",
        let value = measurement.reading.value, measurement.group == "all"
      else { return measurement }
      let wobble = measurement.target == "mean" ? 0 : Double(Int(measurement.target) ?? 0) * 1e-4
      return Auditing.Measurement(
        target: measurement.target, stage: measurement.stage, attack: measurement.attack,
        reading: Reading(
          "auc", value: value + 0.05 + wobble, count: measurement.reading.count,
          convention: measurement.reading.convention))
    }
    return run
  }

  private func report(_ old: Run, _ new: Run, draws: Bool = false) async throws -> ComparisonReport
  {
    let comparison = try await RunComparison(baseline: old, new: new)
    return try ComparisonReport(
      comparison, baseline: ("old.h5", old), new: ("new_<x>.h5", new), drawsPictures: draws)
  }

  @Test("the sample run compared with itself says that nothing changed")
  func itself() async throws {
    let run = try Self.sample()
    let report = try await report(run, run)
    #expect(
      report.markdown.hasPrefix(
        "# new\\_\\<x\\>.h5 compared with old.h5\n\n**None of 4 declared measurements changed**"))
    #expect(report.markdown.contains("0 moved by more than their interval."))
    #expect(report.pictures.isEmpty && !report.markdown.contains("!["))
  }

  @Test("what changed is named first, and every picture is shown by the text")
  func changes() async throws {
    let run = try Self.sample()
    let report = try await report(run, Self.changed(run), draws: true)
    #expect(report.markdown.contains("**1 of 4 declared measurements changed**"))
    #expect(report.markdown.contains("| `lira-online` auc, 1 train |"))
    #expect(report.markdown.contains("| **rose** |"))
    let shown = report.markdown.matches(of: /!\[[^\]]*\]\(([^)]+)\)/).map { String($0.1) }
    #expect(shown == report.pictures.map(\.name))
    #expect(
      shown == [
        "compare-roc-1-train-m-loss.png", "compare-roc-linear-1-train-m-loss.png",
        "compare-roc-1-train-lira-online.png", "compare-roc-linear-1-train-lira-online.png",
        "compare-declared.png",
      ])
    for picture in report.pictures {
      let bytes = try picture.png()
      #expect(!bytes.isEmpty)
    }
  }

  @Test("runs on other data are not compared, and the text says how they can be")
  func otherData() async throws {
    let run = try Self.sample()
    var other = run
    other.setup.inputs = run.setup.inputs.map {
      Run.Input(name: $0.name, sha256: "00", byteCount: 1, recordCount: $0.recordCount)
    }
    let text = try await report(run, other, draws: true).markdown
    #expect(text.contains("**Nothing was compared**") && text.contains("Allow it by --other-data"))
    #expect(!text.contains("## "))
  }
}
