extension Dataset {
  /// Puts the records of other tables of the same columns after these, whose row numbers and codes stay.
  ///
  /// Levels that these records lack come after theirs. A group that another table lacks has code -1 there.
  ///
  /// - Parameter others: Tables of this one's features and kind of label.
  /// - Returns: A table of all records.
  /// - Throws: `TablesError` naming all columns that are absent, additional or of another kind.
  package func joining(_ others: [Dataset]) throws(TablesError) -> Dataset {
    let tables = try Dataset.aligned(self, others)
    var joinedFeatures: [Feature] = []
    for (place, feature) in features.enumerated() {
      joinedFeatures.append(
        Feature(
          name: feature.name,
          values: Feature.Values.joined(tables.map { $0.features[place].values })))
    }
    return Dataset(
      name: name, features: joinedFeatures, label: Categories.joined(tables.map(\.label)),
      groups: groups.map { group in
        let parts = tables.map { table in
          table.groups.first { $0.name == group.name }?.categories
            ?? Categories(codes: Array(repeating: -1, count: table.count), names: [])
        }
        return Group(name: group.name, categories: Categories.joined(Categories.aligned(parts)))
      },
      sources: sources, images: images?.appending(others.compactMap(\.images)))
  }

  /// Gives the records the groups that follow from their columns.
  ///
  /// - Parameter rules: How groups follow; where a rule's column is neither a feature nor the label, or lists values of numbers,
  ///   the group is left out.
  /// - Returns: The same records with these groups.
  package func grouped(by rules: [GroupRule]) -> Dataset {
    Dataset(
      name: name, features: features, label: label,
      groups: rules.compactMap { rule in
        categories(of: rule).map { Group(name: rule.name, categories: $0) }
      },
      sources: sources, images: images)
  }

  private func categories(of rule: GroupRule) -> Categories? {
    let values =
      rule.column == Domain.label
      ? .categorical(label) : features.first { $0.name == rule.column }?.values
    switch (values, rule.rule) {
    case (.numeric(let numbers), .cuts(let cuts)): return rule.categories(of: numbers, cuts: cuts)
    case (.categorical(let levels), .eachValue), (.categorical(let levels), .values):
      return rule.categories(of: levels)
    default: return nil
    }
  }
}

extension Feature.Values {
  /// The values of several tables, one after the other; all are of one kind, and codes agree.
  fileprivate static func joined(_ parts: [Feature.Values]) -> Feature.Values {
    var (numbers, columns): ([Double], [Categories]) = ([], [])
    for part in parts {
      switch part {
      case .numeric(let own): numbers += own
      case .categorical(let own): columns.append(own)
      }
    }
    return columns.isEmpty ? .numeric(numbers) : .categorical(Categories.joined(columns))
  }
}

extension Categories {
  /// The codes of several tables, one after the other; the names agree.
  fileprivate static func joined(_ parts: [Categories]) -> Categories {
    Categories(codes: parts.flatMap(\.codes), names: parts.first?.names ?? [])
  }
}
