import Tables

/// The attributes that a table is debiased by, and the single ones that they are made of.
///
/// An attribute is a single one or an intersection such as `sex x label`. Different attributes share no single one, so that records of any
/// combination of their levels can be asked for.
struct AttributeSet: Sendable {
  /// One attribute with the places of its single ones.
  struct Member: Equatable, Sendable {
    let name: String
    let singles: [Int]
    /// The levels; of an intersection all combinations, the last attribute's levels varying fastest.
    let levels: [String]
  }

  private static let separator = " x "

  let singles: [TableAttribute]
  let members: [Member]

  /// Finds attributes.
  ///
  /// - Parameters:
  ///   - names: The attributes' names.
  ///   - table: The records.
  ///   - rules: How groups follow from columns.
  /// - Throws: `SynthesisError` where one is unknown, has one level, or occurs twice.
  init(_ names: [String], of table: Dataset, rules: [GroupRule]) throws(SynthesisError) {
    var (singles, members): ([TableAttribute], [Member]) = ([], [])
    for name in names {
      var (places, levels): ([Int], [String]) = ([], [])
      for part in name.split(separator: Self.separator).map(String.init) {
        guard !singles.contains(where: { $0.name == part }) else {
          throw SynthesisError(
            "attribute '\(part)' is named twice; the attributes of one debiasing share none")
        }
        let single = try TableAttribute(part, of: table, rules: rules)
        if let column = single.column,
          let other = singles.first(where: { $0.column == column })
        {
          throw SynthesisError(
            "the attributes '\(other.name)' and '\(part)' say the same of a record; leave one out")
        }
        places.append(singles.count)
        singles.append(single)
        levels =
          levels.isEmpty
          ? single.levels
          : levels.flatMap { level in single.levels.map { level + Self.separator + $0 } }
      }
      members.append(Member(name: name, singles: places, levels: levels))
    }
    (self.singles, self.members) = (singles, members)
  }

  /// The levels of attributes, from those of single ones; -1 where one of them has none.
  func combined(_ codes: [[Int32]]) -> [[Int32]] {
    members.map { member in
      var combined = codes[member.singles[0]]
      for place in member.singles.dropFirst() {
        let width = Int32(singles[place].levels.count)
        for record in combined.indices {
          let (first, second) = (combined[record], codes[place][record])
          combined[record] = first < 0 || second < 0 ? -1 : first * width + second
        }
      }
      return combined
    }
  }

  /// The levels of single attributes, from those of attributes.
  func divided(_ codes: [[Int32]]) -> [[Int32]] {
    var divided = singles.map { _ in [Int32]() }
    for (member, codes) in zip(members, codes) {
      var rest = codes
      for place in member.singles.reversed() {
        let width = Int32(singles[place].levels.count)
        divided[place] = rest.map { $0 % width }
        rest = rest.map { $0 / width }
      }
    }
    return divided
  }

  /// The records of each level of each attribute.
  func counts(_ codes: [[Int32]]) -> [[Int]] {
    zip(members, codes).map { member, codes in
      var counts = member.levels.map { _ in 0 }
      for code in codes where code >= 0 { counts[Int(code)] += 1 }
      return counts
    }
  }

  /// The levels that made records have of single attributes.
  ///
  /// - Parameters:
  ///   - made: The records.
  ///   - asked: Single attributes x records: the levels asked for.
  ///   - rules: How groups follow from columns.
  /// - Returns: Single attributes x records; what was asked for where the attribute is a column or follows from none, -1 for a level
  ///   that the attribute does not have.
  func found(in made: Dataset, asked: [[Int32]], rules: [GroupRule]) -> [[Int32]] {
    let groups = made.grouped(by: rules).groups
    return zip(singles, asked).map { single, asked in
      guard single.column == nil, let group = groups.first(where: { $0.name == single.name })
      else { return asked }
      let places = group.categories.names.map { name in
        Int32(single.levels.firstIndex(of: name) ?? -1)
      }
      return group.categories.codes.map { $0 < 0 ? -1 : places[Int($0)] }
    }
  }
}
