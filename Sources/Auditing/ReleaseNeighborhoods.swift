/// How many released records lie within one radius of each attacked record.
public struct ReleaseNeighborhoods: Equatable, Sendable {
  /// The radius: the median over the attacked records of the distance to the nearest released one.
  public let radius: Double
  /// For each attacked record the released records at the radius or nearer.
  public let counts: [Int]
  /// For each attacked record the sum over these of log(radius / distance), distances below a thousandth of the radius taken as that.
  public let closeness: [Double]

  /// Creates neighbourhoods.
  ///
  /// - Parameters:
  ///   - radius: The radius, not negative.
  ///   - counts: One count for each attacked record.
  ///   - closeness: One sum for each attacked record, not negative.
  public init(radius: Double, counts: [Int], closeness: [Double]) {
    precondition(
      radius >= 0 && counts.count == closeness.count,
      "\(counts.count) counts and \(closeness.count) sums within \(radius)")
    (self.radius, self.counts, self.closeness) = (radius, counts, closeness)
  }
}
