package import Settings

extension Schema {
  /// Reads what columns mean and how files are written from settings.
  ///
  /// - Parameters:
  ///   - settings: A mapping that may hold more than the schema.
  ///   - label: The column to predict; nil where there is none.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings, label: String?) throws {
    let names = try settings.texts(
      "names", default: [], count: 0...100_000,
      "column names; none where each file's first record is its header")
    self.init(
      columnNames: names.isEmpty ? nil : names,
      numeric: try settings.texts("numeric", default: [], count: 0...100_000, "numeric features"),
      dates: try settings.texts(
        "dates", default: [], count: 0...100_000,
        "features that are ISO 8601 dates, read as days since 1970-01-01"),
      categorical: try settings.texts(
        "categorical", default: [], count: 0...100_000, "categorical features"),
      ignored: try settings.texts("ignore", default: [], count: 0...100_000, "columns not used"),
      label: label,
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
}
