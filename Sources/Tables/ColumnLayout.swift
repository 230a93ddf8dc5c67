/// The columns of the files in order, each known to the schema.
struct ColumnLayout {
  let names: [String]
  /// The columns that nothing follows from, which later files may have or lack.
  let unused: Set<String>

  /// Matches column names with the schema.
  ///
  /// Names taken from a header are shown in messages only once they are known to be names: the
  /// first line of a file without a header is a record.
  ///
  /// - Parameters:
  ///   - names: The columns in the order of the files.
  ///   - schema: What the columns should be.
  ///   - place: What messages start with.
  ///   - reference: The table whose columns these should be; nil where there is none.
  /// - Throws: The first name or column that does not fit.
  init(
    _ names: [String], schema: Schema, place: String, reference: String? = nil
  ) throws(TablesError) {
    self.names = names
    unused = Set(schema.ignored).subtracting(schema.groups.map(\.column))
    try Self.checkNames(names, place)
    let declared = schema.declaredColumns
    if let reference {
      let used = declared.filter { !schema.ignored.contains($0) || names.contains($0) }
      let problem = ColumnAgreement(names, with: used).problem(reference: reference)
      if let problem { throw TablesError(place, problem) }
      return
    }
    for column in declared where !names.contains(column) && !unused.contains(column) {
      throw Self.noColumn(column, declared: declared, names: names, place: place)
    }
    let known = Set(declared)
    for name in names where !known.contains(name) {
      throw TablesError(
        place,
        "the schema does not mention column '\(name)'; "
          + "add it to the numeric, dates or categorical columns, or to 'ignore'"
      )
    }
  }

  /// Matches the header of a later file, whose columns may come in another order and without those that are not used.
  ///
  /// - Parameters:
  ///   - header: The later file's column names.
  ///   - file: The later file.
  ///   - line: The header's line.
  ///   - first: The file whose header the names are from.
  /// - Returns: For each field of the later file's records the column it belongs to, nil for one that is not used.
  /// - Throws: `TablesError` naming a column that only one of the files has.
  func order(
    of header: [String], file: String, line: Int, first: String
  ) throws(TablesError) -> [Int?] {
    try Self.checkNames(header, "\(file):\(line)")
    for name in names where !header.contains(name) && !unused.contains(name) {
      throw TablesError(
        file, line: line,
        "column '\(name)' of \(first) is not here; give all files the same columns, or ignore it")
    }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    for (index, name) in header.enumerated() where places[name] == nil && !unused.contains(name) {
      throw TablesError(
        file, line: line,
        "column \(index + 1) of the header is not in \(first); give all files the same columns, or ignore it"
      )
    }
    return header.map { unused.contains($0) ? nil : places[$0] }
  }

  /// Checks that every column has a printable name of its own.
  static func checkNames(_ names: [String], _ place: String) throws(TablesError) {
    var first: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      guard !name.isEmpty else {
        throw TablesError(place, "column \(index + 1) has no name; give every column a name")
      }
      guard name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
        throw TablesError(
          place, "the name of column \(index + 1) has a line end or control character; remove it")
      }
      if let earlier = first.updateValue(index, forKey: name) {
        throw TablesError(
          place,
          "columns \(earlier + 1) and \(index + 1) have the same name; "
            + "give every column its own name"
        )
      }
    }
  }

  private static func noColumn(
    _ column: String, declared: [String], names: [String], place: String
  ) -> TablesError {
    let found = declared.count { names.contains($0) }
    let unclaimed = names.filter { !declared.contains($0) }
    let hint =
      if let near = nearestName(to: column, in: unclaimed) {
        "did you mean '\(near)'?"
      } else if 2 * found >= declared.count {
        "the columns are " + names.map { "'\($0)'" }.joined(separator: ", ")
      } else {
        "if the file has no header, give the column names in the schema"
      }
    return TablesError(place, "no column '\(column)'; \(hint)")
  }
}
