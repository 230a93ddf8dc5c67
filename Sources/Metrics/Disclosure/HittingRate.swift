package import NearestNeighbors

/// The share of members that some synthetic record hits: equal in all categories and near in every number.
///
/// From 0 to 1; higher is more disclosing. The convention is SynthEval's: near is within a thirtieth of the column's range. A missing
/// value is hit by a missing one only.
///
/// - Parameters:
///   - members: The records that the generator saw, at least one.
///   - synthetic: The released records, in the same domain.
///   - tolerance: The greatest difference of numbers, as a share of the range.
/// - Returns: The share of members hit.
/// - Throws: `MetricsError` where there are no members.
package func hittingRate(
  members: MixedTable, synthetic: MixedTable, tolerance: Double = 1.0 / 30
) throws -> Double {
  guard members.count > 0 else {
    throw MetricsError("no members that a release could hit; bring the training records")
  }
  let hits = members.hits(in: synthetic, tolerance: tolerance)
  return Double(hits.count { $0 }) / Double(members.count)
}
