extension Dataset {
  /// Gives several tables of the same columns one order of columns and one code for each level.
  ///
  /// The reference's levels keep their codes; a level that it lacks gets a new one after them, in the order of UTF-8 bytes over
  /// all the others, the same in every table. Groups are treated alike where the reference has one of the same name. Thus a
  /// code means the same in all tables, and a code from the reference's old level count on is one that it never had.
  ///
  /// - Parameters:
  ///   - reference: The table that decides, such as the members.
  ///   - others: The tables to re-encode, such as a release and a hold-out.
  /// - Returns: The reference first, then the others.
  /// - Throws: `TablesError` naming the table, and all its columns that are absent, additional or of another kind.
  package static func aligned(
    _ reference: Dataset, _ others: [Dataset]
  ) throws(TablesError) -> [Dataset] {
    let tables = [reference] + others
    var columns: [[Feature]] = tables.map { _ in [] }
    for table in others { try table.checkAgreement(with: reference) }
    for feature in reference.features {
      let shared = tables.compactMap { table in
        table.features.first { $0.name == feature.name }
      }
      for (place, feature) in Feature.aligned(shared).enumerated() {
        columns[place].append(feature)
      }
    }
    let labels = Categories.aligned(tables.map(\.label))
    return tables.indices.map { place in
      Dataset(
        name: tables[place].name, features: columns[place], label: labels[place],
        groups: tables[place].groups.map { aligned($0, in: place, of: tables) },
        sources: tables[place].sources, images: tables[place].images)
    }
  }

  private static func aligned(_ group: Group, in place: Int, of tables: [Dataset]) -> Group {
    let shared = tables.map { table in
      table.groups.first { $0.name == group.name }?.categories ?? Categories(codes: [], names: [])
    }
    return Group(name: group.name, categories: Categories.aligned(shared)[place])
  }

  /// Checks that this table has the columns of another, each of the same kind.
  ///
  /// - Parameter reference: The table that decides.
  /// - Throws: `TablesError` naming all columns that are absent, additional or of another kind.
  package func checkAgreement(with reference: Dataset) throws(TablesError) {
    let agreement = ColumnAgreement(features.map(\.name), with: reference.features.map(\.name))
    if let problem = agreement.problem(reference: reference.name) {
      throw TablesError(name, problem)
    }
    guard label.isGiven == reference.label.isGiven else {
      throw TablesError(
        name,
        "has \(label.isGiven ? "a label, which \(reference.name) has not" : "no label, which \(reference.name) has"); "
          + "read both tables with one schema")
    }
    guard images?.shape == reference.images?.shape else {
      throw TablesError(
        name,
        "has \(Self.described(images)) where \(reference.name) has \(Self.described(reference.images)); "
          + "bring images of one size (height x width x channels)")
    }
    let kinds = Dictionary(uniqueKeysWithValues: features.map { ($0.name, $0.isNumeric) })
    let differing = reference.features.filter { kinds[$0.name] != $0.isNumeric }
    guard differing.isEmpty else {
      let names = differing.map { "'\($0.name)' (\($0.isNumeric ? "numeric" : "categorical"))" }
      throw TablesError(
        name,
        "has another kind of values than \(reference.name) in \(names.joined(separator: ", ")); "
          + "read both tables with one schema")
    }
  }
}

extension Dataset {
  fileprivate static func described(_ images: RecordImages?) -> String {
    images.map { "images of \($0.shape)" } ?? "no images"
  }
}

extension Feature {
  var isNumeric: Bool {
    if case .numeric = values { true } else { false }
  }

  /// Gives one column of several tables the same codes; all are of one kind.
  fileprivate static func aligned(_ features: [Feature]) -> [Feature] {
    let categories = features.compactMap { feature in
      if case .categorical(let categories) = feature.values { categories } else { nil }
    }
    guard categories.count == features.count else { return features }
    return zip(features, Categories.aligned(categories)).map {
      Feature(name: $0.name, values: .categorical($1))
    }
  }
}

extension Categories {
  /// Gives several columns the names of the first, followed by all names that it lacks, and codes to suit.
  static func aligned(_ columns: [Categories]) -> [Categories] {
    guard let first = columns.first else { return [] }
    // Names count by their bytes; `==` on strings would take different ones for equal.
    var codeOfName: [[UInt8]: Int32] = [:]
    for (code, name) in first.names.enumerated() { codeOfName[Array(name.utf8)] = Int32(code) }
    let unseen = Set(columns.dropFirst().flatMap { $0.names.map { Array($0.utf8) } })
      .filter { codeOfName[$0] == nil }
      .sorted { $0.lexicographicallyPrecedes($1) }
    for name in unseen { codeOfName[name] = Int32(codeOfName.count) }
    let names = first.names + unseen.map { String(decoding: $0, as: UTF8.self) }
    return columns.map { column in
      let renumbered = column.names.map { codeOfName[Array($0.utf8)] ?? -1 }
      return Categories(
        codes: column.codes.map { $0 < 0 ? -1 : renumbered[Int($0)] }, names: names)
    }
  }
}
