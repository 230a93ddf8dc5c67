extension TableBuilder {
  /// Puts the columns together once all files are scanned.
  ///
  /// - Throws: What is wrong with the records as a whole.
  func dataset(sources: [Source]) throws(TablesError) -> Dataset {
    let label = try label()
    var features: [Feature] = []
    for column in layout?.names ?? [] {
      if let feature = try feature(column) { features.append(feature) }
    }
    return Dataset(
      name: name, features: features, label: label, groups: groupRules.map(group),
      sources: sources)
  }

  /// The classes, of which there are at least two where a column holds them.
  private func label() throws(TablesError) -> Categories {
    guard let column = schema.label else { return .notGiven(count: recordCount) }
    let label = columns.categories(of: column)
    guard label.names.count > 1 || reference != nil else {
      throw TablesError(
        name,
        "only one class in column '\(column)' of \(recordCount) records; give data with two or more"
      )
    }
    return label
  }

  /// The groups whose column is there.
  private var groupRules: [GroupRule] {
    schema.groups.filter { layout?.names.contains($0.column) ?? false }
  }

  /// The feature a column gives, or nil where it is the label or ignored.
  private func feature(_ column: String) throws(TablesError) -> Feature? {
    let values: Feature.Values
    let isMissing: Bool
    if schema.numeric.contains(column) || schema.dates.contains(column) {
      let numbers = columns.numbers(of: column)
      isMissing = numbers.allSatisfy(\.isNaN)
      values = .numeric(numbers)
    } else if schema.categorical.contains(column) {
      let categories = columns.categories(of: column)
      isMissing = categories.names.isEmpty
      values = .categorical(categories)
    } else {
      return nil
    }
    guard !isMissing || reference != nil else {
      throw TablesError(
        name, "column '\(column)' is missing in every record; declare the column ignored")
    }
    return Feature(name: column, values: values)
  }

  private func group(_ rule: GroupRule) -> Group {
    let categories =
      if case .cuts(let cuts) = rule.rule {
        rule.categories(of: columns.numbers(of: rule.column), cuts: cuts)
      } else {
        rule.categories(of: columns.categories(of: rule.column))
      }
    return Group(name: rule.name, categories: categories)
  }
}
