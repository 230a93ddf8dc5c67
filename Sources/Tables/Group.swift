/// One partition of the records by a sensitive attribute.
public struct Group: Sendable, Equatable {
  /// The group's name, such as `sex`.
  public let name: String
  /// Every record's level; none is missing.
  public let categories: Categories

  package init(name: String, categories: Categories) {
    self.name = name
    self.categories = categories
  }

  /// Keeps the given records in the given order, and all levels with their codes.
  package func selecting(_ rows: [Int]) -> Group {
    Group(name: name, categories: categories.selecting(rows))
  }
}
