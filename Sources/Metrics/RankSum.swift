package import Auditing

/// The area under the curve as the Mann-Whitney statistic, with its two variances.
///
/// The area is P(member > non-member) + P(tie) / 2. DeLong's variance estimates that of the area whatever its
/// value (DeLong et al. 1988, computed from midranks after Sun and Xu 2014); the null variance holds where
/// membership is independent of the scores, and takes ties into account.
package struct RankSum: Equatable, Sendable {
  /// The area under the curve, from 0 to 1.
  package let auc: Double
  /// DeLong's variance; nil where a side has fewer than two records.
  package let delongVariance: Double?
  /// The variance of the area under exchangeable membership.
  package let nullVariance: Double

  /// Computes the statistic.
  ///
  /// - Parameter scores: At least one member and one non-member.
  /// - Complexity: O(n log n).
  package init(_ scores: Scores) {
    let places = Placements(scores)
    let (m, n) = (Double(places.members.count), Double(places.nonMembers.count))
    auc = places.auc
    let both = min(places.members.count, places.nonMembers.count)
    delongVariance =
      both < 2 ? nil : spread(places.members, auc) / m + spread(places.nonMembers, auc) / n
    let total = m + n
    let ties = total < 2 ? 0 : places.tieSum / (total * (total - 1))
    nullVariance = max(0, total + 1 - ties) / (12 * m * n)
  }
}
