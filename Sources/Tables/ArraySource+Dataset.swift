extension ArraySource {
  /// Reads arrays that fit each other.
  func dataset(of arrays: ArraySet, name: String) throws -> Dataset {
    let names = try columnNames(arrays, name)
    let sources = try arrays.sources()
    let label = try label(arrays.labels)
    let categorical = Set(categorical)
    var columns: [ArrayColumn] = []
    for array in arrays.features {
      let own = names[columns.count..<columns.count + array.columnCount].map {
        ArrayColumn(name: $0, of: array, isCategorical: categorical.contains($0))
      }
      columns += try filled(own)
    }
    return Dataset(
      name: name, features: try columns.map { Feature(name: $0.name, values: try $0.values) },
      label: label, groups: try groups.map { try group($0, columns, arrays) }, sources: sources)
  }

  /// The columns' names, after a check that what refers to columns refers to some of them.
  private func columnNames(_ arrays: ArraySet, _ name: String) throws(TablesError) -> [String] {
    let names = names.isEmpty ? (0..<arrays.columnCount).map { "x\($0 + 1)" } : names
    guard names.count == arrays.columnCount else {
      let widths = arrays.features.map { "\($0.reference.place) has \($0.columnCount)" }
      throw TablesError(
        name,
        "'names' lists \(names.count) columns where the features have \(arrays.columnCount) ("
          + widths.prefix(20).joined(separator: ", ") + "); name every column")
    }
    try ColumnLayout.checkNames(names, name)
    var wanted = categorical
    for group in groups {
      if case .column(let column) = group.origin { wanted.append(column) }
    }
    let known = Set(names)
    for column in wanted where !known.contains(column) {
      let hint =
        nearestName(to: column, in: names).map { "did you mean '\($0)'?" }
        ?? "the columns are " + names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
        + (names.count > 20 ? " and \(names.count - 20) more" : "")
      throw TablesError(name, "the features have no column '\(column)'; \(hint)")
    }
    return names
  }

  /// Reads the array that all the columns belong to.
  private func filled(_ columns: [ArrayColumn]) throws -> [ArrayColumn] {
    var columns = columns
    try columns.first?.array.readNumbers { block, firstRow in
      for column in columns.indices {
        try columns[column].append(block, column: column, firstRow: firstRow)
      }
    }
    return columns
  }

  private func label(_ array: StoredArray) throws -> Categories {
    var codes = CodeColumn()
    try array.readIntegers { block, _ in
      for code in block {
        guard codes.append(code) else {
          throw array.failure(
            "has more than \(CategoricalColumn.levelLimit) different labels; "
              + "name another array as the labels")
        }
      }
    }
    guard codes.values.count > 1 else {
      throw array.failure(
        "has only one class in \(array.recordCount) records; give data with two or more")
    }
    let label = codes.categories { array.holdsTruthValues ? "\($0 == 1)" : "\($0)" }
    guard !classes.isEmpty else { return label }
    guard classes.count == label.names.count, Set(classes).count == classes.count else {
      throw array.failure(
        "has \(label.names.count) different labels where 'classes' lists \(Set(classes).count) "
          + "different names; name each of them in increasing order")
    }
    return Categories(codes: label.codes, names: classes)
  }

  private func group(
    _ setting: GroupSetting, _ columns: [ArrayColumn], _ arrays: ArraySet
  ) throws -> Group {
    let rule = GroupRule(name: setting.name, column: setting.name, rule: setting.rule)
    let column = try column(setting, columns, arrays, isCategorical: !rule.needsNumbers)
    if case .cuts(let cuts) = setting.rule {
      return Group(name: rule.name, categories: rule.categories(of: column.numbers, cuts: cuts))
    }
    let levels = try column.levels
    if case .values(let listed) = setting.rule {
      let unlisted = Set(levels.names.indices.filter { listed[levels.names[$0]] == nil })
      if let row = levels.codes.firstIndex(where: { unlisted.contains(Int($0)) }) {
        throw column.failure(
          row, "group '\(rule.name)' does not list; add it to the group's values")
      }
    }
    return Group(name: rule.name, categories: rule.categories(of: levels))
  }

  /// The column that a group follows from, which is read where it is no feature.
  private func column(
    _ setting: GroupSetting, _ columns: [ArrayColumn], _ arrays: ArraySet, isCategorical: Bool
  ) throws -> ArrayColumn {
    if let array = arrays.groups[setting.name] {
      let column = ArrayColumn(name: setting.name, of: array, isCategorical: isCategorical)
      return try filled([column])[0]
    }
    guard case .column(let name) = setting.origin,
      let column = columns.first(where: { $0.name == name })
    else {
      preconditionFailure("group \(setting.name) follows from no column")
    }
    return column
  }
}
