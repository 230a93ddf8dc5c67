/// The nearest records of every query, the nearest first.
package struct Neighbors: Equatable, Sendable {
  /// The neighbours of each query.
  package let k: Int
  /// Queries x k distances, not descending within a query.
  package let distances: [Double]
  /// Queries x k places in the reference set; of equal distances the lower place comes first.
  package let indexes: [Int]

  init(k: Int, distances: [Double], indexes: [Int]) {
    precondition(
      k > 0 && distances.count == indexes.count && distances.count.isMultiple(of: k),
      "\(distances.count) distances and \(indexes.count) indexes of \(k) neighbours each")
    (self.k, self.distances, self.indexes) = (k, distances, indexes)
  }

  /// The number of queries.
  package var count: Int { distances.count / k }

  /// The distances of every query to its neighbour of one rank.
  ///
  /// - Parameter rank: 0 for the nearest, below `k`.
  /// - Returns: One distance for each query.
  package func distances(ofRank rank: Int) -> [Double] {
    precondition(rank >= 0 && rank < k, "neighbour \(rank) of \(k)")
    return (0..<count).map { distances[$0 * k + rank] }
  }

  /// The place of every query's neighbour of one rank.
  ///
  /// - Parameter rank: 0 for the nearest, below `k`.
  /// - Returns: One place in the reference set for each query.
  package func indexes(ofRank rank: Int) -> [Int] {
    precondition(rank >= 0 && rank < k, "neighbour \(rank) of \(k)")
    return (0..<count).map { indexes[$0 * k + rank] }
  }
}

/// The least distance of a query, and all records that stand at it.
package struct NearestTies: Equatable, Sendable {
  /// The distance to the nearest record.
  package let distance: Double
  /// The places of all records at this distance, ascending; at least one.
  package let indexes: [Int]

  /// The nearest records of two sets as of one.
  ///
  /// - Parameters:
  ///   - other: The nearest of the second set.
  ///   - start: The size of the first set, from which the places of the second count.
  /// - Returns: The nearer of both, or both where they stand at the same distance.
  package func joined(with other: NearestTies, from start: Int) -> NearestTies {
    if distance < other.distance { return self }
    let moved = other.indexes.map { $0 + start }
    return NearestTies(
      distance: other.distance,
      indexes: distance == other.distance ? indexes + moved : moved)
  }
}
