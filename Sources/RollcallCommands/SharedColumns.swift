import Foundation
import Tables

/// What several files of one kind of record have in common.
struct SharedColumns {
  /// Columns that all files have, in the order of the first, as all files know them.
  let columns: [TableSurvey.Column]
  /// What was decided without being asked.
  let notes: [String]
  private let recordCount: Int
  private let unused: [String]
  private let missing: [String]
  private let delimiter: UInt8

  /// Looks at all files.
  ///
  /// A column is numeric, or of dates, where it is in all files. Columns that some files lack, and those that tell every
  /// record of the first file from the others, are left out.
  ///
  /// - Parameters:
  ///   - paths: The files, first one of members: it decides what identifies a record.
  ///   - ignoring: Columns to leave out.
  ///   - label: The column to predict, in which a mark is a class; nil where there is none.
  /// - Throws: `TablesError` where a file cannot be read; `CommandError` where a column is of numbers in one file only, or
  ///   nothing is left to compare.
  init(paths: [String], ignoring: [String], label: String? = nil) throws {
    let marks = MissingMarks(try Self.surveys(paths), leavingOut: ignoring, label: label)
    let surveys = marks.surveys
    var seen: Set<String> = []
    let names = surveys.flatMap(\.columns).map(\.name).filter { seen.insert($0).inserted }
    if let unknown = ignoring.first(where: { !seen.contains($0) }) {
      throw CommandError("--ignore: no file has a column '\(unknown)'; correct the name")
    }
    var kept: [TableSurvey.Column] = []
    var notes = marks.notes
    for name in names where !ignoring.contains(name) {
      let found = surveys.map { survey in survey.columns.first { $0.name == name } }
      if let reason = Self.reasonToLeaveOut(found, paths, recordCount: surveys[0].recordCount) {
        notes.append("column '\(name)' \(reason) and is left out")
      } else {
        let columns = found.compactMap(\.self)
        try Self.checkKinds(columns, paths)
        let merged = Self.merged(columns)
        kept.append(merged)
        if !merged.isNumeric && !merged.isDate && merged.distinctCount > 200 {
          notes.append(
            "column '\(name)' has \(merged.distinctCount) levels; if they are numbers with marks for missing ones, name it in "
              + "'numeric' and the marks in 'missing'")
        }
        notes += zip(columns, paths).filter { $0.0.distinctCount == 0 }.map {
          "column '\(name)' is missing in every record of \(Self.fileName($0.1))"
        }
      }
    }
    let keptNames = Set(kept.map(\.name))
    unused = names.filter { !keptNames.contains($0) }
    columns = kept
    self.notes = notes
    recordCount = surveys[0].recordCount
    missing = Set(surveys.flatMap(\.missing) + marks.marks).sorted()
    delimiter = surveys[0].delimiter
    guard !columns.isEmpty else {
      throw CommandError(
        "the files have no column in common that is worth comparing: \(Self.fileName(paths[0])) has "
          + surveys[0].columns.map { "'\($0.name)'" }.joined(separator: ", ")
          + "; give files with these columns")
    }
  }

  private static func surveys(_ paths: [String]) throws -> [TableSurvey] {
    let surveys = try paths.map { try TableSurvey(path: $0) }
    for (path, survey) in zip(paths, surveys) {
      guard survey.hasHeader else {
        throw CommandError("\(path) has no header; write the columns' names into its first line")
      }
      guard survey.recordCount > 0 else {
        throw CommandError(
          "\(path): the file has a header but no records; give a file with data or leave it out")
      }
      guard survey.delimiter == surveys[0].delimiter else {
        throw CommandError("\(path) separates fields otherwise than \(paths[0]); save them alike")
      }
    }
    return surveys
  }

  /// What keeps a column from being compared; nil where nothing does.
  private static func reasonToLeaveOut(
    _ found: [TableSurvey.Column?], _ paths: [String], recordCount: Int
  ) -> String? {
    let lacking = zip(found, paths).filter { $0.0 == nil }.map { fileName($0.1) }
    guard lacking.isEmpty, let first = found.first, let first else {
      return "is not in \(lacking.joined(separator: ", "))"
    }
    if found.allSatisfy({ $0?.distinctCount == 0 }) { return "is missing in every record" }
    return isIdentifier(first, of: recordCount) ? "tells every record from the others" : nil
  }

  /// Refuses numbers in one file and other text in another, which would make a level of each number.
  private static func checkKinds(_ columns: [TableSurvey.Column], _ paths: [String]) throws {
    let known = zip(columns, paths).filter { $0.0.distinctCount > 0 }
    guard let numbers = known.first(where: { $0.0.isNumeric && $0.0.distinctCount > 10 }),
      let text = known.first(where: { !$0.0.isNumeric })
    else { return }
    let name = numbers.0.name
    throw CommandError(
      "column '\(name)' holds numbers in \(fileName(numbers.1)) and also other text in \(fileName(text.1)); "
        + "mend the file, or leave the column out with --ignore")
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Whether every record of a file has another value that is no measure of anything.
  private static func isIdentifier(_ column: TableSurvey.Column, of count: Int) -> Bool {
    let present = count - column.missingCount
    let isUnique = column.distinctCount == present && present > 20
    return column.isNumeric || column.isDate
      ? isUnique && column.name.lowercased().hasSuffix("id")
      : isUnique || column.distinctCount > 10_000
  }

  /// One column as all files know it; one without values decides nothing.
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
  /// - Throws: `CommandError` where no file has it, or nearly every record is a class of its own.
  func label(_ name: String?) throws -> String? {
    guard let name else { return nil }
    guard let column = named(name) else {
      throw CommandError(
        "--label: no column '\(name)' in all files; they share "
          + columns.map { "'\($0.name)'" }.joined(separator: ", "))
    }
    guard 2 * column.distinctCount <= recordCount || column.distinctCount <= 10 else {
      throw CommandError(
        "--label: '\(name)' has \(column.distinctCount) different values in \(recordCount) records; name a column of classes"
      )
    }
    return name
  }

  /// The schema's lines below `release:`.
  func settings(label: String?) -> [String] {
    let features = columns.filter { $0.name != label }
    func list(_ names: [String]) -> String { names.map(quotedYAML).joined(separator: ", ") }
    var lines = label.map { ["  label: \(quotedYAML($0))"] } ?? []
    lines.append("  numeric: [\(list(features.filter(\.isNumeric).map(\.name)))]")
    let dates = features.filter(\.isDate).map(\.name)
    if !dates.isEmpty { lines.append("  dates: [\(list(dates))]") }
    let categorical = features.filter { !$0.isNumeric && !$0.isDate }.map(\.name)
    lines.append("  categorical: [\(list(categorical))]")
    lines.append("  ignore: [\(list(unused))]")
    lines.append("  missing: [\(list(missing))]")
    if delimiter != UInt8(ascii: ",") {
      let character = String(UnicodeScalar(delimiter))
      lines.append("  delimiter: \(character == "\t" ? "\"\\t\"" : quotedYAML(character))")
    }
    return lines
  }
}
