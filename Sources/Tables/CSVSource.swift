public import Settings

/// Comma-separated files with their schema, as an experiment names them.
public struct CSVSource: RecordSource {
  /// The name by which lists refer to the format.
  public static let name = "csv"
  /// One sentence on what is read.
  public static let summary =
    "records from comma-separated files (RFC 4180), all columns declared, read in blocks"

  private let files: [String]
  private let schema: Schema

  /// Reads the files' names and schema from settings.
  ///
  /// - Parameter settings: The experiment's `data` mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  public init(_ settings: inout Settings) throws {
    files = try settings.texts("files", count: 1...1000, "files, relative to the experiment")
    let names = try settings.texts(
      "names", default: [], count: 0...100_000,
      "column names; none where each file's first record is its header")
    schema = Schema(
      columnNames: names.isEmpty ? nil : names,
      numeric: try settings.texts("numeric", default: [], count: 0...100_000, "numeric features"),
      categorical: try settings.texts(
        "categorical", default: [], count: 0...100_000, "categorical features"),
      ignored: try settings.texts("ignore", default: [], count: 0...100_000, "columns not used"),
      label: try settings.text("label", "the column to predict"),
      labelSuffix: try settings.optionalText("labelSuffix", "text removed from the end of labels"),
      missing: Set(
        try settings.texts(
          "missing", default: ["?"], count: 0...1000,
          "values that mean missing, besides the empty field")),
      groups: try Self.groups(&settings),
      delimiter: try Self.character(
        try settings.text("delimiter", default: ",", "what separates fields"), "delimiter", settings
      ),
      comment: try settings.optionalText("comment", "what begins a line that is no record").map {
        try Self.character($0, "comment", settings)
      })
  }

  private static func groups(_ settings: inout Settings) throws -> [GroupRule] {
    let entries = try settings.sections(
      "groups", "sensitive groups: name: {column, and 'values' (code: group) or 'cuts' (numbers)}")
    var rules: [GroupRule] = []
    for entry in entries {
      var group = entry.settings()
      let column = try group.text("column", "the column that decides the group")
      let rule = try GroupRule.Rule(&group)
      try group.finish()
      rules.append(GroupRule(name: entry.name, column: column, rule: rule))
    }
    return rules
  }

  private static func character(
    _ text: String, _ key: String, _ settings: borrowing Settings
  ) throws -> UInt8 {
    guard let byte = text.utf8.first, text.utf8.count == 1 else {
      throw settings.error(key, "'\(key)' must be one ASCII character")
    }
    return byte
  }

  /// Reads the dataset.
  ///
  /// - Parameters:
  ///   - folder: The folder that relative file names start from.
  ///   - name: The dataset's name.
  /// - Returns: The dataset.
  /// - Throws: `TablesError` naming file, line and column.
  public func read(relativeTo folder: String, name: String) throws -> Dataset {
    try readCSV(
      paths: files.map { path(of: $0, relativeTo: folder) }, name: name, schema: schema)
  }
}
