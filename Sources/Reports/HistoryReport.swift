import Foundation
package import History
package import Statistics

/// Trends over runs as people read them: Markdown with pictures, a pure function of the index.
package struct HistoryReport: Sendable {
  /// The p-value up to which a change of the mean is marked.
  package static let level = 0.01
  /// The seed of the permutations, so that the same files give the same text.
  private static let seed: UInt64 = 1

  /// One series with its likeliest change.
  package struct Trend: Equatable, Sendable {
    /// The series.
    package let series: HistorySeries
    /// The likeliest change of its mean; nil where there are too few values.
    package let change: ChangePoint?

    /// Whether the change is marked.
    package var isMarked: Bool { (change?.pValue ?? 1) <= HistoryReport.level }
    /// The points with values, which are what the change counts.
    package var measured: [HistoryPoint] { series.points.filter { $0.value != nil } }
  }

  /// The series with their changes.
  package let trends: [Trend]
  /// The text.
  package let markdown: String
  /// A picture for each series of two values or more; none where none were wanted.
  package let pictures: [Report.Picture]

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - runs: All runs of the index.
  ///   - series: The series that were asked for.
  ///   - drawsPictures: Whether pictures are wanted.
  package init(runs: [IndexedRun], series: [HistorySeries], drawsPictures: Bool) {
    let trends = series.map(Self.trend)
    self.trends = trends
    let shown = trends.enumerated().filter { drawsPictures && $0.element.measured.count > 1 }
    let names = Dictionary(
      uniqueKeysWithValues: shown.map { ($0.offset, "trend-\($0.offset + 1).png") })
    pictures = shown.map { place, trend in
      Report.Picture(name: names[place] ?? "", drawing: Self.chart(trend))
    }
    let sections = trends.enumerated().map { Self.section($0.element, picture: names[$0.offset]) }
    let rule =
      "A change of the mean is marked where a permutation test of the largest two-sample statistic over all places gives "
      + "p ≤ \(Self.level): an unchanged series is marked with that probability at most, for each series and each look."
    markdown =
      ([
        "# History", Self.table(runs),
        sections.isEmpty ? "Nothing that was asked for was measured." : rule,
      ]
      + sections).joined(separator: "\n\n") + "\n"
  }

  private static func trend(_ series: HistorySeries) -> Trend {
    let label =
      "history/\(series.experiment)/\(series.stage)/\(series.attack ?? "-")/\(series.metric)/\(series.group)"
    var generator = SeededGenerator(seed: seed, label: label)
    return Trend(
      series: series,
      change: ChangePoint.find(in: series.points.compactMap(\.value), using: &generator))
  }

  private static func table(_ runs: [IndexedRun]) -> String {
    let rows = runs.map { run -> [String] in
      let state = run.state == .read ? "read" : "\(run.state.rawValue): \(run.reason)"
      let date = day(run.date) + (run.isDateOfFile ? " (file)" : "")
      let seed = run.seed.map(String.init) ?? "–"
      let targets = run.targets.map(String.init) ?? "–"
      let texts = [escaped(run.tool), escaped(state)]
      return [date, escaped(run.path), escaped(run.name), seed, targets]
        + [run.data.isEmpty ? "–" : run.data] + texts
    }
    let header = ["date", "file", "experiment", "seed", "targets", "data", "program", "state"]
    return rows.isEmpty ? "No run files were found." : markdownTable(header, rows)
  }

  private static func name(_ series: HistorySeries) -> String {
    let attack = series.attack.map { "\($0) (version \(series.attackVersion)) " } ?? ""
    let group = series.group == "all" ? "" : ", \(series.group)"
    return "\(attack)\(series.metric)\(group), \(series.stage), \(series.experiment)"
  }

  private static func section(_ trend: Trend, picture: String?) -> String {
    let rows = trend.series.points.map { point in
      let interval = point.low.flatMap { low in
        point.high.map { "[\(decimal(low, 4)), \(decimal($0, 4))]" }
      }
      return [
        day(point.date), escaped(point.path), point.value.map { decimal($0, 4) } ?? point.status,
        interval ?? "–", "\(point.count)",
      ]
    }
    let parts = [
      "## \(escaped(name(trend.series)))", sentence(trend), picture.map { "![trend](\($0))" },
      markdownTable(["date", "file", "value", "95 %", "records"], rows),
    ]
    return parts.compactMap(\.self).joined(separator: "\n\n")
  }

  private static func sentence(_ trend: Trend) -> String {
    guard let change = trend.change else {
      return
        "No test of a change: \(trend.measured.count) values, and it takes six that are not all equal."
    }
    guard trend.isMarked else { return "No change is marked (\(pValue(change.pValue)))." }
    let first = trend.measured[change.position]
    return
      "**Changed at \(escaped(first.path))** (\(day(first.date))): the mean \(change.change > 0 ? "rose" : "fell") by "
      + "\(decimal(abs(change.change), 4)), \(pValue(change.pValue))."
  }

  private static func chart(_ trend: Trend) -> Drawing {
    trendChart(
      points: trend.measured.map { point in
        let interval = point.low.flatMap { low in point.high.map { low...max(low, $0) } }
        return TrendPoint(value: point.value ?? 0, interval: interval)
      }, title: name(trend.series), valueTitle: trend.series.metric,
      change: trend.isMarked ? trend.change?.position : nil)
  }

  /// The day and minute in UTC.
  private static func day(_ date: Date) -> String {
    let text = date.formatted(.iso8601)
    return String(text.prefix(16)).replacing("T", with: " ")
  }
}
