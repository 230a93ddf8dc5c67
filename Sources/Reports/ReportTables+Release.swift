import Auditing
import Results

/// A kind of measurement of a release, as the report groups them.
struct ReleaseSection {
  let title: String
  /// What the reader should know before the numbers.
  let note: String
  /// How the metrics' names begin.
  let prefixes: [String]

  /// All sections, in the report's order.
  static let all = [
    ReleaseSection(
      title: "Nearness to real records",
      note:
        "Distances are Gower's, over all columns. A release that learnt the population and no record comes as near to "
        + "members as the hold-out does; distances alone do not prove that nothing leaks.",
      prefixes: [
        "dcr-", "nndr-", "exact-copies", "hitting-rate", "authenticity", "identifiability",
      ]),
    ReleaseSection(
      title: "What the release gives away",
      note:
        "Guesses made from the release, on members and on the hold-out. The risk is what is left of the success on "
        + "members after that on the hold-out, from 0 to 1, with 95 % intervals.",
      prefixes: ["singling-out", "linkability", "inference:"]),
  ]
}

extension ReportTables {
  /// The sections of what was measured on a release; none where no dataset was released.
  func release(_ stage: Run.StageResult) -> [[String: Any]] {
    ReleaseSection.all.compactMap { section in
      let readings = run.measurements.filter { measurement in
        measurement.stage == stage.name && measurement.attack == nil
          && measurement.group == Measurement.all
          && section.prefixes.contains { measurement.reading.metric.hasPrefix($0) }
      }.map(\.reading)
      guard !readings.isEmpty else { return nil }
      let rows = readings.map { reading in
        ["`\(reading.metric)`", cell(reading) { decimal($0, 4) }, escaped(reading.convention)]
      }
      return [
        "title": section.title, "note": section.note,
        "table": markdownTable(["measure", "value [95 %]", "what it is"], rows),
      ]
    }
  }
}
