/// Which two datasets a privacy claim calls neighbours.
package enum NeighbouringRelation: String, Hashable, Sendable, Codable, CustomStringConvertible {
  /// One has a record that the other lacks: a histogram changes by 1 in one cell.
  case addOrRemoveOne = "add or remove one record"
  /// One record differs: a histogram changes by 1 in two cells.
  case replaceOne = "replace one record"

  /// The relation in words.
  package var description: String { rawValue }
}
