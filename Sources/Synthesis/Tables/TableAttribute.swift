package import Tables

/// A sensitive attribute, or the classes, of which generated records are asked for a level.
package struct TableAttribute: Equatable, Sendable {
  /// The column that says the level by itself, which is then set and not generated.
  package enum Column: Equatable, Sendable {
    /// The classes.
    case label
    /// A categorical feature, by its place.
    case feature(Int)
  }

  /// The attribute's name.
  package let name: String
  /// The levels' names.
  package let levels: [String]
  /// The level of each record of the table.
  package let codes: [Int32]
  /// The column that says the level; nil where the attribute follows from a column in another way.
  package let column: Column?
  /// The column's code for each level; -1 for missing.
  let columnCodes: [Int32]

  /// What stands for a missing value.
  package static let missing = "missing"

  /// Finds an attribute: `label`, a group, or a categorical feature.
  ///
  /// A group that follows from a column, and has one level for each of the column's, is that column.
  ///
  /// - Parameters:
  ///   - name: The attribute's name.
  ///   - table: The records.
  ///   - rules: How groups follow from columns.
  /// - Throws: `SynthesisError` where there is no such attribute, or it has one level only.
  package init(
    _ name: String, of table: Dataset, rules: [GroupRule] = []
  ) throws(SynthesisError) {
    self.name = name
    if name == Domain.label, table.label.isGiven {
      (levels, codes, column) = (table.label.names, table.label.codes, .label)
      columnCodes = levels.indices.map { Int32($0) }
    } else if let group = table.groups.first(where: { $0.name == name })?.categories {
      (levels, codes) = (group.names, group.codes)
      let rule = rules.first { $0.name == name }
      let found = rule.flatMap { Self.column(saying: group, in: table, by: $0) }
      (column, columnCodes) = (found?.column, found?.codes ?? [])
    } else if let place = table.features.firstIndex(where: { $0.name == name }),
      case .categorical(let own) = table.features[place].values
    {
      let isComplete = !own.codes.contains { $0 < 0 }
      let last = Int32(own.names.count)
      levels = own.names + (isComplete ? [] : [Self.missing])
      codes = isComplete ? own.codes : own.codes.map { $0 < 0 ? last : $0 }
      column = .feature(place)
      columnCodes = own.names.indices.map { Int32($0) } + (isComplete ? [] : [-1])
    } else {
      let known = table.groups.map(\.name) + (table.label.isGiven ? [Domain.label] : [])
      throw SynthesisError(
        "there is no attribute '\(name)'; the groups are \(known.joined(separator: ", ")), and categorical features are attributes too"
      )
    }
    guard levels.count > 1 else {
      throw SynthesisError("attribute '\(name)' has one level only, so it has no bias")
    }
  }

  /// The column that a group follows from where each of its levels is one level of the group, with its codes by the group's levels.
  private static func column(
    saying group: Categories, in table: Dataset, by rule: GroupRule
  ) -> (column: Column, codes: [Int32])? {
    if rule.column == Domain.label {
      return codes(saying: group, table.label).map { (.label, $0) }
    }
    guard let place = table.features.firstIndex(where: { $0.name == rule.column }),
      case .categorical(let own) = table.features[place].values
    else { return nil }
    return codes(saying: group, own).map { (.feature(place), $0) }
  }

  /// The one code of a column for each level of a group; nil where there are several or none.
  private static func codes(saying group: Categories, _ column: Categories) -> [Int32]? {
    var found: [Int32?] = Array(repeating: nil, count: group.names.count)
    for (level, code) in zip(group.codes, column.codes) {
      if found[Int(level)] == nil { found[Int(level)] = code }
      guard found[Int(level)] == code else { return nil }
    }
    let codes = found.compactMap(\.self)
    return codes.count == found.count && Set(codes).count == codes.count ? codes : nil
  }
}
