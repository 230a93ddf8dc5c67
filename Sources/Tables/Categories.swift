/// One level for every record, as a code into a list of level names.
public struct Categories: Sendable, Equatable {
  /// The index of each record's name; -1 for a missing value, which only features have.
  public let codes: [Int32]
  /// The names of the levels, different from each other in their bytes.
  public let names: [String]

  package init(codes: [Int32], names: [String]) {
    self.codes = codes
    self.names = names
  }

  /// Puts the names in the order of their Unicode scalars and merges equal ones.
  ///
  /// The order of the records then has no influence on the codes.
  package init(codes: [Int32], unsorted: [String]) {
    // The order of UTF-8 bytes is the order of scalars; `<` on strings would normalise first.
    let order = unsorted.indices.sorted {
      unsorted[$0].utf8.lexicographicallyPrecedes(unsorted[$1].utf8)
    }
    var names: [String] = []
    var renumbered = [Int32](repeating: -1, count: unsorted.count)
    for index in order {
      let isNew = names.last.map { !$0.utf8.elementsEqual(unsorted[index].utf8) } ?? true
      if isNew { names.append(unsorted[index]) }
      renumbered[index] = Int32(names.count - 1)
    }
    self.init(codes: codes.map { $0 < 0 ? -1 : renumbered[Int($0)] }, names: names)
  }

  private static let notGivenNames = ["not given"]

  /// One level for all records, for classes that nobody gave.
  package static func notGiven(count: Int) -> Categories {
    Categories(codes: Array(repeating: 0, count: count), names: notGivenNames)
  }

  /// Whether these are classes that somebody gave.
  package var isGiven: Bool { names != Self.notGivenNames }

  /// Keeps the given records in the given order, and all names with their codes.
  func selecting(_ rows: [Int]) -> Categories {
    Categories(codes: rows.map { codes[$0] }, names: names)
  }
}
