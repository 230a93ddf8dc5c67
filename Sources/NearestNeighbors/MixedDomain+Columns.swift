import Tables

extension MixedDomain {
  /// The values of a column in each data set, all of one kind.
  static func values(
    of name: String, in datasets: [Dataset]
  ) throws(NeighborsError) -> [Feature.Values] {
    var values: [Feature.Values] = []
    for dataset in datasets {
      guard let feature = dataset.features.first(where: { $0.name == name }) else {
        throw NeighborsError(
          "\(dataset.name) has no feature '\(name)'; give all data sets the same columns")
      }
      if let first = values.first, first.isNumeric != feature.values.isNumeric {
        let kinds = [first, feature.values].map { $0.isNumeric ? "numeric" : "categorical" }
        throw NeighborsError(
          "column '\(name)' is \(kinds[0]) in \(datasets[0].name) and \(kinds[1]) in "
            + "\(dataset.name); give it one kind")
      }
      values.append(feature.values)
    }
    return values
  }

  /// Checks that no data set has a column that the first lacks.
  static func checkSameColumns(_ datasets: [Dataset]) throws(NeighborsError) {
    let known = Set(datasets[0].features.map(\.name))
    for dataset in datasets {
      if let extra = dataset.features.first(where: { !known.contains($0.name) }) {
        throw NeighborsError(
          "\(datasets[0].name) has no feature '\(extra.name)', which \(dataset.name) has; "
            + "give all data sets the same columns")
      }
    }
  }

  /// The range of numeric columns; nil where the column is categorical or has none.
  static func number(_ name: String, _ columns: ArraySlice<Feature.Values>) -> Number? {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for case .numeric(let numbers) in columns {
      for number in numbers where !number.isNaN {
        (least, greatest) = (min(least, number), max(greatest, number))
      }
    }
    let scale = 1 / (greatest - least)
    guard greatest > least, scale > 0, scale.isFinite else { return nil }
    return Number(name: name, least: least, scale: scale)
  }

  /// A code for each different level, in the order in which they are first named.
  static func codes(_ columns: [Feature.Values]) -> [[UInt8]: Int32] {
    var codes: [[UInt8]: Int32] = [:]
    for column in columns {
      for level in column.levels where codes[level] == nil { codes[level] = Int32(codes.count) }
    }
    return codes
  }
}

extension Feature.Values {
  /// Whether the values are numbers.
  var isNumeric: Bool {
    switch self {
    case .numeric: true
    case .categorical: false
    }
  }

  /// The bytes that tell the levels apart: names by their UTF-8, since strings compare by meaning, and numbers by their bits.
  fileprivate var levels: [[UInt8]] {
    switch self {
    case .numeric(let numbers): Set(numbers.filter { !$0.isNaN }).sorted().map(bytes)
    case .categorical(let categories): categories.names.map { Array($0.utf8) }
    }
  }

  /// The code of each record, -1 where missing.
  ///
  /// - Parameter codes: The code of each level.
  /// - Returns: The codes; nil where a level has none.
  func encoded(_ codes: [[UInt8]: Int32]) -> [Int32]? {
    switch self {
    case .numeric(let numbers):
      let found = numbers.map { $0.isNaN ? -1 : codes[bytes($0)] }
      return found.contains(nil) ? nil : found.compactMap(\.self)
    case .categorical(let categories):
      let found = categories.names.map { codes[Array($0.utf8)] }
      guard !found.contains(nil) else { return nil }
      let known = found.compactMap(\.self)
      return categories.codes.map { $0 < 0 ? -1 : known[Int($0)] }
    }
  }
}

/// The bytes of a number, one form for both zeros.
private func bytes(_ number: Double) -> [UInt8] {
  let bits = (number + 0).bitPattern
  return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
}
