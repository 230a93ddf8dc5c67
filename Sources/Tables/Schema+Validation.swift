extension Schema {
  /// The columns that the schema assigns a meaning, label last.
  var declaredColumns: [String] {
    numeric + dates + categorical + ignored + [label].compactMap(\.self)
  }

  /// Checks all that can be known without a file.
  ///
  /// - Parameter name: The data set's name, which starts the message.
  /// - Throws: What contradicts itself or has no meaning.
  package func validate(for name: String) throws(TablesError) {
    try checkColumns(name)
    try checkMarks(name)
    var seen: Set<String> = []
    for group in groups {
      guard !group.name.isEmpty, seen.insert(group.name).inserted else {
        throw TablesError(
          name, "two groups are named '\(group.name)'; give every group its own name")
      }
      try check(group, name)
    }
  }

  private func checkColumns(_ name: String) throws(TablesError) {
    var seen: Set<String> = []
    for column in declaredColumns where !seen.insert(column).inserted {
      throw TablesError(
        name,
        "column '\(column)' is mentioned twice; "
          + "keep it in one of numeric, dates, categorical, ignored, label"
      )
    }
    guard !numeric.isEmpty || !dates.isEmpty || !categorical.isEmpty else {
      throw TablesError(name, "no features; name at least one numeric, date or categorical column")
    }
  }

  private func checkMarks(_ name: String) throws(TablesError) {
    let reserved: Set<UInt8> = [0, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\"")]
    guard delimiter < 0x80, !reserved.contains(delimiter) else {
      throw TablesError(
        name,
        "the delimiter is byte \(delimiter); use an ASCII byte other than a quote or a line end")
    }
    guard let comment else { return }
    guard comment < 0x80, !reserved.contains(comment), comment != delimiter else {
      throw TablesError(
        name,
        "the comment mark is byte \(comment); "
          + "use an ASCII byte other than the delimiter, a quote or a line end"
      )
    }
  }

  private func check(_ group: GroupRule, _ name: String) throws(TablesError) {
    guard declaredColumns.contains(group.column) else {
      let hint = nearestName(to: group.column, in: declaredColumns).map { "did you mean '\($0)'?" }
      throw TablesError(
        name,
        "group '\(group.name)' uses column '\(group.column)', which the schema does not mention; "
          + (hint ?? "add the column to the numeric, dates or categorical columns, or to 'ignore'"))
    }
    guard case .cuts(let cuts) = group.rule else { return }
    guard !cuts.isEmpty, cuts.allSatisfy(\.isFinite), zip(cuts, cuts.dropFirst()).allSatisfy(<)
    else {
      throw TablesError(
        name,
        "the cuts of group '\(group.name)' are not increasing numbers; "
          + "list one or more in increasing order"
      )
    }
  }
}
