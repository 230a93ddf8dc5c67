import Foundation
import Tables

/// What several files of one kind of record have in common.
struct SharedColumns {
  /// Columns that all files have, in the order of the first.
  let columns: [TableSurvey.Column]
  /// What was decided without being asked.
  let notes: [String]
  private let unused: [String]
  private let missing: [String]
  private let delimiter: UInt8

  /// Looks at all files.
  ///
  /// A column is numeric where it is in all files. Columns that some files lack, and those that tell nearly every record
  /// of the first file from the others, are left out.
  ///
  /// - Parameters:
  ///   - paths: The files.
  ///   - ignoring: Columns to leave out.
  /// - Throws: `TablesError` where a file cannot be read; `CommandError` where nothing is left to compare.
  init(paths: [String], ignoring: Set<String>) throws {
    let surveys = try paths.map { try TableSurvey(path: $0) }
    for (path, survey) in zip(paths, surveys) {
      guard survey.hasHeader else {
        throw CommandError("\(path) has no header; write the columns' names into its first line")
      }
      guard survey.delimiter == surveys[0].delimiter else {
        throw CommandError("\(path) separates fields otherwise than \(paths[0]); save them alike")
      }
    }
    var kept: [TableSurvey.Column] = []
    var notes: [String] = []
    for column in surveys[0].columns where !ignoring.contains(column.name) {
      let all = surveys.map { survey in survey.columns.first { $0.name == column.name } }
      let found = all.compactMap(\.self)
      if found.count < surveys.count {
        notes.append("column '\(column.name)' is not in all files and is left out")
      } else if found.allSatisfy({ $0.distinctCount == 0 }) {
        notes.append("column '\(column.name)' is missing in every record and is left out")
      } else if Self.isIdentifier(column, of: surveys[0].recordCount) {
        notes.append("column '\(column.name)' tells every record from the others and is left out")
      } else {
        let merged = Self.merged(found)
        if !merged.isNumeric && merged.distinctCount > 200 {
          notes.append(
            "column '\(column.name)' has \(merged.distinctCount) levels; if they are numbers with marks for missing ones, name "
              + "it in 'numeric' and the marks in 'missing'")
        }
        kept.append(merged)
      }
    }
    let names = Set(kept.map(\.name))
    var seen: Set<String> = []
    unused = surveys.flatMap(\.columns).map(\.name).filter {
      !names.contains($0) && seen.insert($0).inserted
    }
    columns = kept
    self.notes = notes
    missing = Set(surveys.flatMap(\.missing)).sorted()
    delimiter = surveys[0].delimiter
    guard !columns.isEmpty else {
      throw CommandError("the files have no column in common that is worth comparing")
    }
  }

  /// Whether every record of a file has another value that is no measure of anything.
  private static func isIdentifier(_ column: TableSurvey.Column, of count: Int) -> Bool {
    let isUnique = column.distinctCount == count - column.missingCount && count > 20
    return column.isNumeric
      ? isUnique && column.name.lowercased().hasSuffix("id")
      : isUnique || column.distinctCount > 10_000
  }

  /// One column as all files know it, of the least kind that all agree on; one without values decides nothing.
  private static func merged(_ columns: [TableSurvey.Column]) -> TableSurvey.Column {
    let known = columns.filter { $0.distinctCount > 0 }
    return known.first { !$0.isNumeric && !$0.isDate } ?? known.first { !$0.isNumeric } ?? known[0]
  }

  /// A column that all files have.
  func named(_ name: String) -> TableSurvey.Column? { columns.first { $0.name == name } }

  /// Checks the label.
  ///
  /// - Parameter name: The column to predict; nil where there is none.
  /// - Returns: The same name.
  /// - Throws: `CommandError` where no file has it.
  func label(_ name: String?) throws -> String? {
    guard let name, named(name) == nil else { return name }
    throw CommandError(
      "--label: no column '\(name)' in all files; they share "
        + columns.map { "'\($0.name)'" }.joined(separator: ", "))
  }

  /// The schema's lines below `release:`.
  func settings(label: String?) -> [String] {
    let features = columns.filter { $0.name != label }
    func list(_ names: [String]) -> String { names.map(quotedYAML).joined(separator: ", ") }
    var lines = label.map { ["  label: \(quotedYAML($0))"] } ?? []
    lines.append("  numeric: [\(list(features.filter(\.isNumeric).map(\.name)))]")
    let dates = features.filter(\.isDate).map(\.name)
    if !dates.isEmpty { lines.append("  dates: [\(list(dates))]") }
    let levels = features.filter { !$0.isNumeric && !$0.isDate }.map(\.name)
    lines.append("  categorical: [\(list(levels))]")
    lines.append("  ignore: [\(list(unused))]")
    lines.append("  missing: [\(list(missing))]")
    if delimiter != UInt8(ascii: ",") {
      let character = String(UnicodeScalar(delimiter))
      lines.append("  delimiter: \(character == "\t" ? "\"\\t\"" : quotedYAML(character))")
    }
    return lines
  }
}
