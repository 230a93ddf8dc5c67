/// The noisy counts that a release was made of, as an attacker sees them who knows every record but which canaries were put in.
///
/// A canary's excess in a marginal is the noisy count of its cell, less the known records in that cell. It is noise, plus 1 for each
/// canary in the cell that was put in.
public struct OpenedCounts: Codable, Equatable, Sendable {
  /// The row numbers of the canaries, put in or left out.
  public let rows: [Int]
  /// The standard deviation of the noise of each marginal.
  public let deviations: [Double]
  /// Marginal by marginal the excess of each canary.
  public let excess: [[Double]]
  /// Marginal by marginal the number of canaries in each canary's cell, itself among them.
  public let crowds: [[Int]]

  /// Creates opened counts.
  ///
  /// - Parameters:
  ///   - rows: The row numbers of the canaries.
  ///   - deviations: The standard deviation of the noise of each marginal, above 0.
  ///   - excess: Marginals x canaries.
  ///   - crowds: Marginals x canaries; at least 1.
  public init(rows: [Int], deviations: [Double], excess: [[Double]], crowds: [[Int]]) {
    precondition(
      excess.count == deviations.count && crowds.count == deviations.count
        && zip(excess, crowds).allSatisfy { $0.count == rows.count && $1.count == rows.count },
      "\(excess.count) and \(crowds.count) marginals for \(deviations.count)")
    (self.rows, self.deviations) = (rows, deviations)
    (self.excess, self.crowds) = (excess, crowds)
  }
}
