/// One figure for each pair of columns, symmetric, for a heat map.
package struct PairMatrix: Equatable, Sendable {
  /// The columns' names.
  package let names: [String]
  /// Columns x columns, row by row; nil where there is no figure.
  package private(set) var values: [Double?]

  /// A matrix without figures.
  init(names: [String]) {
    self.names = names
    values = Array(repeating: nil, count: names.count * names.count)
  }

  /// The figure of two columns, in either order.
  package subscript(left: Int, right: Int) -> Double? { values[left * names.count + right] }

  mutating func set(_ value: Double?, _ left: Int, _ right: Int) {
    values[left * names.count + right] = value
    values[right * names.count + left] = value
  }
}
