import Foundation
internal import GRDB

extension RunIndex {
  /// What tells one series from another.
  private struct Name: Hashable {
    let experiment: String
    let stage: String
    let attack: String?
    let version: Int
    let metric: String
    let group: String
  }

  /// Reads the points of a query, a series for each name, in the order of their first points.
  static func series(_ database: Database, _ query: HistoryQuery) throws -> [HistorySeries] {
    let (condition, arguments) = condition(query)
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT run.path, run.started, run.name, stage, attack, version, metric, grp, value, low, high, n, status
        FROM measurement JOIN run ON run.id = measurement.run
        WHERE \(condition)
        ORDER BY run.name, attack, version, metric, grp, stage, run.started, run.path
        """, arguments: arguments)
    return grouped(rows)
  }

  /// The condition of a query; what the user wrote is in the arguments alone.
  private static func condition(_ query: HistoryQuery) -> (String, StatementArguments) {
    var conditions = ["run.started >= ?", "grp GLOB ?"]
    var arguments: StatementArguments = [
      query.since?.timeIntervalSince1970 ?? -1e18, glob(query.group),
    ]
    let metrics = query.metrics.map { _ in "metric GLOB ?" }.joined(separator: " OR ")
    conditions.append("(\(metrics))")
    arguments += StatementArguments(query.metrics.map(glob))
    switch query.attack {
    case nil: conditions.append("(attack IS NULL OR is_primary)")
    case "-": conditions.append("attack IS NULL")
    case .some(let attack):
      conditions.append("attack GLOB ?")
      arguments += [glob(attack)]
    }
    conditions.append(query.stage == nil ? "is_last" : "stage GLOB ?")
    if let stage = query.stage { arguments += [glob(stage)] }
    conditions.append(query.target == nil ? "stands_for_run" : "target = ?")
    if let target = query.target { arguments += [target] }
    return (conditions.joined(separator: " AND "), arguments)
  }

  private static func grouped(_ rows: [Row]) -> [HistorySeries] {
    var order: [Name] = []
    var points: [Name: [HistoryPoint]] = [:]
    for row in rows {
      let name = Name(
        experiment: row["name"], stage: row["stage"], attack: row["attack"],
        version: row["version"], metric: row["metric"], group: row["grp"])
      if points[name] == nil { order.append(name) }
      points[name, default: []].append(
        HistoryPoint(
          path: row["path"], date: Date(timeIntervalSince1970: row["started"]), value: row["value"],
          low: row["low"], high: row["high"], count: row["n"], status: row["status"]))
    }
    return order.map { name in
      HistorySeries(
        experiment: name.experiment, stage: name.stage, attack: name.attack,
        attackVersion: name.version, metric: name.metric, group: name.group,
        points: points[name] ?? [])
    }
  }

  /// A pattern of ours as SQLite's: only the star has a meaning.
  private static func glob(_ pattern: String) -> String {
    var result = ""
    for character in pattern {
      result += character == "[" || character == "?" ? "[\(character)]" : String(character)
    }
    return result
  }
}
