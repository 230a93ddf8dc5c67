package import Foundation

/// A run file as the index knows it.
package struct IndexedRun: Equatable, Sendable {
  /// Whether the file's measurements are in the index.
  package enum State: String, CaseIterable, Sendable {
    /// They are.
    case read
    /// The file is of another format version, which this program lists and does not read.
    case otherFormat = "other format"
    /// The file is damaged, or no run.
    case unreadable
  }

  /// The path below the folder.
  package let path: String
  /// Whether its measurements are in the index.
  package let state: State
  /// Why they are not; empty where they are.
  package let reason: String
  /// The version of the layout; nil where it could not be read.
  package let formatVersion: Int?
  /// The program that wrote it; empty where that is not known.
  package let tool: String
  /// The experiment's name; empty where that is not known.
  package let name: String
  /// The experiment's seed; nil where it could not be read.
  package let seed: Int?
  /// The number of targets; nil where it could not be read.
  package let targets: Int?
  /// The first digits of the SHA-256 of what records were read from; empty where that is not known.
  package let data: String
  /// When the audit started by `timing.json` beside the file, else when the file was written.
  package let date: Date
  /// Whether the date is that of the file, for want of `timing.json`.
  package let isDateOfFile: Bool
}

/// One measurement of one run of the history.
package struct HistoryPoint: Equatable, Sendable {
  /// The run's path below the folder.
  package let path: String
  /// When the audit started.
  package let date: Date
  /// The value; nil where there was none.
  package let value: Double?
  /// The interval's lower end.
  package let low: Double?
  /// The interval's upper end.
  package let high: Double?
  /// The number of records.
  package let count: Int
  /// Whether there is a value, and why not.
  package let status: String
}

/// One measurement over the runs of the history, in the order of their dates.
package struct HistorySeries: Equatable, Sendable {
  /// The experiment's name: runs of different experiments are different series.
  package let experiment: String
  /// The stage.
  package let stage: String
  /// The attack's label; nil for a metric of the model itself.
  package let attack: String?
  /// The attack's version; 0 for a metric of the model itself.
  package let attackVersion: Int
  /// The metric with its parameter.
  package let metric: String
  /// The group of records.
  package let group: String
  /// The points by date.
  package let points: [HistoryPoint]
}

/// Which points of the history are asked for.
package struct HistoryQuery: Equatable, Sendable {
  /// Patterns of metrics, in which `*` stands for any text.
  package var metrics: [String]
  /// A pattern of attacks; nil for the primary ones and metrics of the model itself.
  package var attack: String?
  /// A pattern of groups.
  package var group: String
  /// A pattern of stages; nil for the last one of each run.
  package var stage: String?
  /// The target by its number, `mean`, or nil for what stands for the run.
  package var target: String?
  /// The earliest date; nil for all.
  package var since: Date?

  /// Creates a query.
  package init(
    metrics: [String] = ["auc"], attack: String? = nil, group: String = "all", stage: String? = nil,
    target: String? = nil, since: Date? = nil
  ) {
    self.metrics = metrics
    self.attack = attack
    self.group = group
    self.stage = stage
    self.target = target
    self.since = since
  }
}
