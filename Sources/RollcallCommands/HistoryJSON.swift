import Foundation
import History
import Reports
import Statistics

/// The history as machines read it; keys and spellings are a promise.
struct HistoryJSON: Encodable {
  /// Raised when a key changes its meaning or goes away.
  static let formatVersion = 1

  let formatVersion = HistoryJSON.formatVersion
  let runs: [RunRow]
  let series: [SeriesRow]

  init(runs: [IndexedRun], trends: [HistoryReport.Trend]) {
    self.runs = runs.map(RunRow.init)
    series = trends.map(SeriesRow.init)
  }

  /// The JSON text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// One run file.
  struct RunRow: Encodable {
    let path: String
    let date: Date
    let isDateOfFile: Bool
    let state: String
    let reason: String
    let formatVersion: Int?
    let tool: String
    let name: String
    let seed: Int?
    let targets: Int?
    let data: String

    init(_ run: IndexedRun) {
      (path, date, isDateOfFile) = (run.path, run.date, run.isDateOfFile)
      (state, reason, formatVersion) = (run.state.rawValue, run.reason, run.formatVersion)
      (tool, name, seed, targets, data) = (run.tool, run.name, run.seed, run.targets, run.data)
    }
  }

  /// One series with its likeliest change.
  struct SeriesRow: Encodable {
    let experiment: String
    let stage: String
    let attack: String?
    let attackVersion: Int
    let metric: String
    let group: String
    let points: [PointRow]
    /// The run after which the mean is another; nil where there are too few values.
    let changeAt: String?
    let change: Double?
    let pValue: Double?
    let isMarked: Bool

    init(_ trend: HistoryReport.Trend) {
      let own = trend.series
      (experiment, stage, attack) = (own.experiment, own.stage, own.attack)
      (attackVersion, metric, group) = (own.attackVersion, own.metric, own.group)
      points = own.points.map(PointRow.init)
      changeAt = trend.change.map { trend.measured[$0.position].path }
      (change, pValue, isMarked) = (trend.change?.change, trend.change?.pValue, trend.isMarked)
    }
  }

  /// One point.
  struct PointRow: Encodable {
    let path: String
    let date: Date
    let value: Double?
    let low: Double?
    let high: Double?
    let n: Int
    let status: String

    init(_ point: HistoryPoint) {
      (path, date, value, low, high) = (point.path, point.date, point.value, point.low, point.high)
      (n, status) = (point.count, point.status)
    }
  }
}
