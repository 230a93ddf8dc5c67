package import Foundation
internal import GRDB
import Results

/// An index of run files in SQLite, which can be made anew from the files at any time.
///
/// A file is read when its size or time of change differs from what the index knows, so that a folder of a thousand runs
/// is looked through in a moment. The files are the truth: nothing is kept in the index alone.
package struct RunIndex {
  /// The file's name in the folder that it is an index of.
  package static let fileName = "rollcall-history.sqlite"
  /// Marks the database as ours; the bytes are `roll`.
  private static let applicationID = 0x726F_6C6C
  /// Raised when the tables change; an index of another version is made anew.
  private static let version = 1

  private let database: DatabaseQueue
  private let path: String

  /// Opens the index, or makes it.
  ///
  /// - Parameter path: The database.
  /// - Throws: `HistoryError` where the path holds something else, or cannot be written.
  package init(path: String) throws(HistoryError) {
    self.path = path
    var configuration = Configuration()
    // Nightly jobs that end together wait for each other.
    configuration.busyMode = .timeout(30)
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      try database.write { try Self.prepare($0) }
    } catch let error as HistoryError {
      throw HistoryError("\(path): \(error.description)")
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// Brings the index up to date with a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder of run files, with all folders below it.
  ///   - rebuilds: Whether to forget everything first.
  /// - Returns: How many files were read and how many are gone.
  /// - Throws: `HistoryError` where the folder cannot be listed or the index not written.
  package func update(
    from folder: URL, rebuilds: Bool = false
  ) throws(HistoryError) -> (read: Int, gone: Int) {
    let files = RunFiles(folder: folder)
    let entries = try files.entries()
    do {
      return try database.write { database in
        if rebuilds { try database.execute(sql: "DELETE FROM run") }
        return try Self.update(database, files, entries)
      }
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// All runs, by date and path.
  ///
  /// - Parameter since: The earliest date; nil for all.
  /// - Returns: Files of other versions and unreadable ones too.
  /// - Throws: `HistoryError` where the index cannot be read.
  package func runs(since: Date? = nil) throws(HistoryError) -> [IndexedRun] {
    do {
      return try database.read { database in
        try Row.fetchAll(
          database, sql: "SELECT * FROM run WHERE started >= ? ORDER BY started, path",
          arguments: [since?.timeIntervalSince1970 ?? -1e18]
        ).map(Self.run)
      }
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// The series that a query is about, by experiment, attack, metric and group.
  ///
  /// - Parameter query: What is asked for.
  /// - Returns: One series for each, its points by date.
  /// - Throws: `HistoryError` where the index cannot be read.
  package func series(_ query: HistoryQuery) throws(HistoryError) -> [HistorySeries] {
    do {
      return try database.read { try Self.series($0, query) }
    } catch {
      throw Self.failure(path, error)
    }
  }

  private static func failure(_ path: String, _ error: any Error) -> HistoryError {
    if let error = error as? DatabaseError, error.resultCode == .SQLITE_NOTADB {
      return HistoryError("\(path): is no index of runs; name another file by --index")
    }
    return HistoryError(
      "\(path): the index cannot be used (\(error)); check rights and free space, or name another by --index"
    )
  }
}

extension RunIndex {
  /// Makes the tables; empties those of another version, and refuses a database that is not ours.
  fileprivate static func prepare(_ database: Database) throws {
    let mark = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard mark == applicationID || tables == 0 else {
      throw HistoryError("is a database of something else; name another file by --index")
    }
    try database.execute(sql: "PRAGMA foreign_keys = ON")
    guard version != self.version else { return }
    try database.execute(
      sql: """
        DROP TABLE IF EXISTS measurement;
        DROP TABLE IF EXISTS run;
        CREATE TABLE run (
          id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
          modified DOUBLE NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, format INTEGER,
          tool TEXT NOT NULL, name TEXT NOT NULL, seed INTEGER, targets INTEGER, data TEXT NOT NULL,
          started DOUBLE NOT NULL, is_date_of_file BOOLEAN NOT NULL);
        CREATE TABLE measurement (
          run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE, target TEXT NOT NULL,
          stage TEXT NOT NULL, is_last BOOLEAN NOT NULL, attack TEXT, version INTEGER NOT NULL,
          is_primary BOOLEAN NOT NULL, metric TEXT NOT NULL, grp TEXT NOT NULL, value DOUBLE,
          low DOUBLE, high DOUBLE, n INTEGER NOT NULL, status TEXT NOT NULL,
          stands_for_run BOOLEAN NOT NULL);
        CREATE INDEX measurement_run ON measurement(run);
        CREATE INDEX measurement_metric ON measurement(metric, grp);
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(self.version);
        """)
  }

  fileprivate static func run(_ row: Row) -> IndexedRun {
    IndexedRun(
      path: row["path"], state: IndexedRun.State(rawValue: row["state"]) ?? .unreadable,
      reason: row["reason"], formatVersion: row["format"], tool: row["tool"], name: row["name"],
      seed: row["seed"], targets: row["targets"], data: row["data"],
      date: Date(timeIntervalSince1970: row["started"]), isDateOfFile: row["is_date_of_file"])
  }
}
