extension GroupRule {
  private static let missing = "missing"

  /// Gives every record the level its field has under `eachValue` or `values`.
  ///
  /// - Parameter levels: The column's fields; under `values` each of them is listed.
  /// - Returns: The records' levels, none missing.
  func categories(of levels: Categories) -> Categories {
    var names = levels.names
    if case .values(let listed) = rule { names = names.map { listed[$0, default: $0] } }
    let codes = levels.codes.map { $0 < 0 ? Int32(names.count) : $0 }
    if levels.codes.contains(where: { $0 < 0 }) { names.append(Self.missing) }
    return Categories(codes: codes, unsorted: names)
  }

  /// Gives every record the interval its number is in; the names are in the order of the numbers.
  ///
  /// Every interval has a name, also one without records; `missing` is last, where it occurs.
  func categories(of numbers: [Double], cuts: [Double]) -> Categories {
    let codes = numbers.map { number in
      // A missing number is NaN, which no cut reaches and which is told apart here.
      number.isNaN
        ? Int32(cuts.count + 1) : Int32(cuts.firstIndex { number <= $0 } ?? cuts.count)
    }
    var names = Self.intervals(cuts)
    if numbers.contains(where: \.isNaN) { names.append(Self.missing) }
    return Categories(codes: codes, names: names)
  }

  private static func intervals(_ cuts: [Double]) -> [String] {
    let bounds = cuts.map {
      $0.description.hasSuffix(".0") ? "\($0.description.dropLast(2))" : "\($0)"
    }
    guard let first = bounds.first, let last = bounds.last else { return [] }
    let inner = zip(bounds, bounds.dropFirst()).map { "(\($0),\($1)]" }
    return ["<=\(first)"] + inner + [">\(last)"]
  }
}
