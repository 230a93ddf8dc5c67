/// The columns of the files in order, each known to the schema.
struct ColumnLayout {
  let names: [String]

  /// Matches column names with the schema.
  ///
  /// Names taken from a header are shown in messages only once they are known to be names: the
  /// first line of a file without a header is a record.
  ///
  /// - Parameters:
  ///   - names: The columns in the order of the files.
  ///   - schema: What the columns should be.
  ///   - place: What messages start with.
  /// - Throws: The first name or column that does not fit.
  init(_ names: [String], schema: Schema, place: String) throws(TablesError) {
    self.names = names
    try Self.checkNames(names, place)
    let declared = schema.declaredColumns
    for column in declared where !names.contains(column) {
      throw Self.noColumn(column, declared: declared, names: names, place: place)
    }
    let known = Set(declared)
    for name in names where !known.contains(name) {
      throw TablesError(
        place,
        "the schema does not mention column '\(name)'; "
          + "add it to the numeric, categorical or ignored ones"
      )
    }
  }

  /// Checks that the header of a later file is the same.
  func checkSame(_ header: [String], file: String, line: Int, first: String) throws(TablesError) {
    guard header.count == names.count else {
      throw TablesError(
        file, line: line,
        "the header has \(header.count) columns where that of \(first) has \(names.count); "
          + "give all files the same header")
    }
    for (index, name) in names.enumerated() where header[index] != name {
      throw TablesError(
        file, line: line,
        "column \(index + 1) of the header is '\(name)' in \(first) but not here; "
          + "give all files the same header")
    }
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
