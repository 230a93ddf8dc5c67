import Auditing
import Foundation
internal import GRDB
import Results
import Statistics

extension RunIndex {
  /// Reads what changed and forgets what is gone.
  static func update(
    _ database: Database, _ files: RunFiles, _ entries: [RunFiles.Entry]
  ) throws -> (read: Int, gone: Int) {
    let known = try Row.fetchAll(database, sql: "SELECT path, size, modified FROM run").map {
      RunFiles.Entry(path: $0["path"], size: $0["size"], modified: $0["modified"])
    }
    let present = Set(entries.map(\.path))
    let gone = known.filter { !present.contains($0.path) }
    for entry in gone { try forget(entry.path, in: database) }
    let changed = entries.filter { !known.contains($0) }
    for entry in changed {
      try forget(entry.path, in: database)
      let (indexed, run) = files.read(entry)
      try insert(indexed, entry, into: database)
      let id = database.lastInsertedRowID
      if let run { try insert(run, id, into: database) }
    }
    return (changed.count, gone.count)
  }

  private static func forget(_ path: String, in database: Database) throws {
    try database.execute(sql: "DELETE FROM run WHERE path = ?", arguments: [path])
  }

  private static func insert(
    _ run: IndexedRun, _ entry: RunFiles.Entry, into database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO run (path, size, modified, state, reason, format, tool, name, seed, targets, data, started,
          is_date_of_file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run.path, entry.size, entry.modified, run.state.rawValue, run.reason, run.formatVersion,
        run.tool, run.name, run.seed, run.targets, run.data, run.date.timeIntervalSince1970,
        run.isDateOfFile,
      ])
  }

  private static func insert(_ run: Run, _ id: Int64, into database: Database) throws {
    let attacks = Dictionary(
      run.setup.attacks.map { ($0.label, $0) }, uniquingKeysWith: { first, _ in first })
    let shown = Set(run.series.filter { $0.mean != nil }.map(\.key))
    let last = run.stages.last?.name
    let statement = try database.makeStatement(
      sql: """
        INSERT INTO measurement (run, target, stage, is_last, attack, version, is_primary, metric, grp, value, low, high, n,
          status, stands_for_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for measurement in run.measurements {
      let reading = measurement.reading
      let attack = measurement.attack.flatMap { attacks[$0] }
      let key = MeasurementKey(
        stage: measurement.stage, attack: measurement.attack, metric: reading.metric,
        group: measurement.group)
      let stands =
        shown.contains(key) ? measurement.target == Measurement.mean : run.targetCount == 1
      try statement.execute(arguments: [
        id, measurement.target, measurement.stage, measurement.stage == last, measurement.attack,
        attack?.declaration.part.version ?? 0, attack?.isPrimary ?? false, reading.metric,
        measurement.group, reading.value, reading.interval?.low, reading.interval?.high,
        reading.count, reading.status.rawValue, stands,
      ])
    }
  }
}
