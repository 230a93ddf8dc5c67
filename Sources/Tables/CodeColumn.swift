/// Integer codes of one column, as far as the array is read.
struct CodeColumn {
  /// The different codes, in the order of their first records.
  private(set) var values: [Int] = []
  private var entryOfValue: [Int: Int32] = [:]
  private var entries: [Int32] = []

  /// Takes the next record's code; nil is a missing one.
  ///
  /// - Returns: False where there are too many different codes.
  mutating func append(_ value: Int?) -> Bool {
    guard let value else {
      entries.append(-1)
      return true
    }
    if let entry = entryOfValue[value] {
      entries.append(entry)
      return true
    }
    guard values.count < CategoricalColumn.levelLimit else { return false }
    let entry = Int32(values.count)
    entryOfValue[value] = entry
    values.append(value)
    entries.append(entry)
    return true
  }

  /// Puts the levels in the order of the codes, which does not depend on the order of the records.
  ///
  /// - Parameter name: The name of a code; different codes have different ones.
  /// - Returns: Every record's level.
  func categories(_ name: (Int) -> String) -> Categories {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var renumbered = [Int32](repeating: 0, count: values.count)
    for (place, entry) in order.enumerated() { renumbered[entry] = Int32(place) }
    return Categories(
      codes: entries.map { $0 < 0 ? -1 : renumbered[Int($0)] },
      names: order.map { name(values[$0]) })
  }

  /// The codes as numbers, NaN where missing.
  var numbers: [Double] { entries.map { $0 < 0 ? .nan : Double(values[Int($0)]) } }
}
