/// One column that a model may learn from.
public struct Feature: Sendable {
  /// One value for every record.
  public enum Values: Sendable {
    /// Finite numbers, and NaN for a missing one.
    case numeric([Double])
    /// Levels, and code -1 for a missing one.
    case categorical(Categories)
  }

  /// The column's name.
  public let name: String
  /// The column's values.
  public let values: Values

  package init(name: String, values: Values) {
    self.name = name
    self.values = values
  }

  var count: Int {
    switch values {
    case .numeric(let numbers): numbers.count
    case .categorical(let categories): categories.codes.count
    }
  }

  func selecting(_ rows: [Int]) -> Feature {
    switch values {
    case .numeric(let numbers):
      Feature(name: name, values: .numeric(rows.map { numbers[$0] }))
    case .categorical(let categories):
      Feature(name: name, values: .categorical(categories.selecting(rows)))
    }
  }
}
