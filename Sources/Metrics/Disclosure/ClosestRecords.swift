package import NearestNeighbors
import Statistics

/// How near some records come to the closest ones of another set.
///
/// A distance to the closest record (DCR) of 0 is an exact copy; lower distances and lower ratios are more disclosing. Neither says
/// anything without a baseline: quantiles of the least distance depend on how many records there are to be near to. Records of the hold-out were
/// not seen by the generator: their distances to the members are what an honest sample of the same law has, over the same members.
package struct ClosestRecords: Equatable, Sendable {
  /// Each record's distance to the closest one (DCR), at least 0.
  package let distances: [Double]
  /// The place of each record's closest one.
  package let indexes: [Int]
  /// Each record's distance to the closest over that to the second (NNDR), from 0 to 1; two of distance 0 make 1.
  package let ratios: [Double]

  /// Takes distances from neighbours.
  ///
  /// - Parameter neighbors: The two nearest records or more of each record, of at least one record.
  package init(_ neighbors: Neighbors) {
    precondition(
      neighbors.k >= 2 && neighbors.count > 0,
      "\(neighbors.k) neighbours of \(neighbors.count) records have no ratio")
    distances = neighbors.distances(ofRank: 0)
    indexes = neighbors.indexes(ofRank: 0)
    ratios = zip(distances, neighbors.distances(ofRank: 1)).map { $1 > 0 ? $0 / $1 : 1 }
  }

  /// A quantile of the distances, by linear interpolation between order statistics.
  package func distance(atQuantile fraction: Double) -> Double {
    quantile(distances.sorted(), at: fraction)
  }

  /// A quantile of the ratios, by linear interpolation between order statistics.
  package func ratio(atQuantile fraction: Double) -> Double {
    quantile(ratios.sorted(), at: fraction)
  }
}
