import Tables

/// The records' part of a draft for a CSV file, proposed from a look at its columns.
struct TableDraft {
  /// Column names that usually say what is to be predicted.
  private static let labelNames: Set = ["label", "class", "target", "outcome", "y", "income"]
  /// Parts of column names that usually mark people's groups.
  private static let groupNames = [
    "sex", "gender", "race", "ethnic", "age", "nationality", "religion",
  ]

  private let path: String
  private let survey: TableSurvey
  private let label: String

  /// Looks at the whole file.
  ///
  /// - Throws: `TablesError` where the file cannot be read; `Failure` where the label is no column of it.
  init(path: String, label: String?) throws {
    self.path = path
    survey = try TableSurvey(path: path)
    let names = survey.columns.map(\.name)
    if let label, !names.contains(label) {
      throw OutputFolder.Failure(
        description: "\(path): no column '\(label)' for the label; the columns are "
          + names.map { "'\($0)'" }.joined(separator: ", "))
    }
    let usual = names.last { Self.labelNames.contains($0.lowercased()) }
    self.label = label ?? usual ?? names[names.count - 1]
  }

  /// What the file holds.
  var summary: [String] { ["\(survey.recordCount) records, \(survey.columns.count) columns"] }

  /// The lines below `data:`.
  var data: String {
    """
      files: [\(quotedYAML(path))]
    \(header)\(delimiter)  label: \(quotedYAML(label))\(labelNote)
      # Standardised on the training records:
      numeric: [\(list(numeric))]
      # numericEncoding: quantiles     # instead, one column for each of 10 quantile bins; 'bins' changes their number
    \(dateLines)  # One column for each level:
      categorical: [\(list(categorical))]
      # Left out, check: identifiers and columns with too many levels say who a record is, not what it is like.
      ignore: [\(list(ignored))]
      missing: [\(survey.missing.map(quotedYAML).joined(separator: ", "))]     # besides the empty field
    \(groups)
    """
  }

  private var header: String {
    guard !survey.hasHeader else { return "" }
    let names = survey.columns.map { quotedYAML($0.name) }.joined(separator: ", ")
    return
      "  # The first line looks like a record, so the columns need names, check:\n  names: [\(names)]\n"
  }

  private var delimiter: String {
    guard survey.delimiter != UInt8(ascii: ",") else { return "" }
    let character = String(UnicodeScalar(survey.delimiter))
    return "  delimiter: \(character == "\t" ? "\"\\t\"" : quotedYAML(character))\n"
  }

  private var dateLines: String {
    dates.isEmpty ? "" : "  # Dates, as days since 1970-01-01:\n  dates: [\(list(dates))]\n"
  }

  private var labelNote: String {
    let column = survey.columns.first { $0.name == label }
    return "     # check: \(column?.distinctCount ?? 0) classes"
  }

  private var features: [TableSurvey.Column] { survey.columns.filter { $0.name != label } }

  /// Values that are nearly all different, or too many to be levels, or no values at all.
  private func isIgnored(_ column: TableSurvey.Column) -> Bool {
    let present = survey.recordCount - column.missingCount
    guard present > 0 else { return true }
    let isUnique = column.distinctCount == present && survey.recordCount > 20
    let isNamedID = column.name.lowercased().hasSuffix("id")
    if column.isNumeric || column.isDate { return isUnique && isNamedID }
    return isUnique || column.distinctCount > 1000 || 2 * column.distinctCount > present
  }

  private var numeric: [TableSurvey.Column] { features.filter { !isIgnored($0) && $0.isNumeric } }
  private var dates: [TableSurvey.Column] { features.filter { !isIgnored($0) && $0.isDate } }
  private var categorical: [TableSurvey.Column] {
    features.filter { !isIgnored($0) && !$0.isNumeric && !$0.isDate }
  }
  private var ignored: [TableSurvey.Column] { features.filter(isIgnored) }

  private var groups: String {
    let found = (numeric + categorical).filter { column in
      let words = column.name.lowercased().split { !$0.isLetter }
      return words.contains { word in Self.groupNames.contains { word.hasPrefix($0) } }
    }
    guard !found.isEmpty else { return "" }
    let lines = found.map { column in
      column.isNumeric && column.distinctCount > 10
        ? "    \(quotedYAML(column.name)): {column: \(quotedYAML(column.name)), cuts: [25, 60]}   # check the cuts"
        : "    \(quotedYAML(column.name)): {column: \(quotedYAML(column.name))}"
    }
    return "  # Risk and accuracy are also measured in each of these, check:\n  groups:\n"
      + lines.joined(separator: "\n") + "\n"
  }

  private func list(_ columns: [TableSurvey.Column]) -> String {
    columns.map { quotedYAML($0.name) }.joined(separator: ", ")
  }
}
