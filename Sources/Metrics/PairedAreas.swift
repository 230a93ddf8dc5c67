package import Auditing
package import Statistics

/// DeLong's paired comparison of the areas under two attacks' curves on the same records.
///
/// The variance of the difference is that of the differences of the records' placements, by side:
/// var(V1_i - V2_i) / m + var(W1_j - W2_j) / n (DeLong, DeLong and Clarke-Pearson 1988, from midranks after Sun and
/// Xu 2014). The test is two-sided and normal; it holds for records of one target, not over trainings.
package struct PairedAreas: Equatable, Sendable {
  /// The first attack's area.
  package let first: Double
  /// The second attack's area.
  package let second: Double
  /// The variance of the difference.
  package let variance: Double

  /// Compares.
  ///
  /// - Parameters:
  ///   - first: One attack's scores.
  ///   - second: The other's, of the same records in the same order.
  /// - Throws: `MetricsError` where memberships differ or a side has fewer than two records.
  /// - Complexity: O(n log n).
  package init(_ first: Scores, _ second: Scores) throws(MetricsError) {
    try checkPairs(first, second)
    let (one, two) = (Placements(first), Placements(second))
    (self.first, self.second) = (one.auc, two.auc)
    let difference = one.auc - two.auc
    func part(_ ones: [Double], _ twos: [Double]) -> Double {
      spread(zip(ones, twos).map { $0 - $1 }, difference) / Double(ones.count)
    }
    variance = part(one.members, two.members) + part(one.nonMembers, two.nonMembers)
  }

  /// The first area less the second, from -1 to 1; positive where the first attack is stronger.
  package var difference: Double { first - second }

  /// The two-sided p-value; 1 for equal areas, and nil where areas differ that no resampling would change.
  package var pValue: Double? {
    guard difference != 0 else { return 1 }
    guard variance > 0 else { return nil }
    return min(1, 2 * Normal.standard.upperTail(abs(difference) / variance.squareRoot()))
  }

  /// The normal interval of the difference; nil where its variance is zero.
  ///
  /// - Parameter level: The confidence level, strictly between 0 and 1.
  /// - Returns: The interval, cut to the differences that are possible.
  package func interval(level: Double) -> Interval? {
    guard variance > 0 else { return nil }
    let reach = Normal.standard.quantile(0.5 + level / 2) * variance.squareRoot()
    return Interval(
      low: max(-1, difference - reach), high: min(1, difference + reach), level: level,
      method: "DeLong paired")
  }
}

/// Refuses two attacks' scores that are not of the same records, or of too few.
func checkPairs(_ first: Scores, _ second: Scores) throws(MetricsError) {
  guard first.isMember == second.isMember else {
    throw MetricsError(
      "the memberships of \(first.values.count) and \(second.values.count) scores differ; "
        + "compare attacks on the same records in the same order")
  }
  let members = first.isMember.count { $0 }
  let nonMembers = first.isMember.count - members
  guard members >= 2 && nonMembers >= 2 else {
    throw MetricsError(
      "\(members) members and \(nonMembers) non-members cannot be compared; give at least 2 of each"
    )
  }
}
