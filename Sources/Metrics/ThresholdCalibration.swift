package import Auditing

/// Fits the decision threshold with the best balanced accuracy on calibration scores.
///
/// Thresholds stand half-way between neighbouring distinct scores; of equally good ones the highest is taken.
///
/// - Parameters:
///   - calibration: Scores of shadows attacked in turn, pooled; never of the target.
///   - origin: What the scores are, for the record.
/// - Returns: The threshold, nil where the pool lacks members or non-members.
/// - Throws: Nothing, since scores are finite.
/// - Complexity: O(n log n).
package func fitThreshold(on calibration: [Scores], origin: String) throws -> Threshold? {
  let pool = try Scores(
    values: calibration.flatMap(\.values), isMember: calibration.flatMap(\.isMember))
  let curve = ROC(pool)
  guard curve.memberCount > 0 && curve.nonMemberCount > 0 else { return nil }
  var best = (advantage: -Double.infinity, index: 0)
  for (index, vertex) in curve.vertices.enumerated() {
    let advantage = curve.truePositiveRate(vertex) - curve.falsePositiveRate(vertex)
    if advantage > best.advantage { best = (advantage, index) }
  }
  let chosen = curve.vertices[best.index].threshold
  guard best.index + 1 < curve.vertices.count else { return Threshold(chosen, origin: origin) }
  let next = curve.vertices[best.index + 1].threshold
  // The first vertex stands at infinity: nothing called a member, as soon as the score exceeds the highest.
  guard chosen.isFinite else { return Threshold(next.nextUp, origin: origin) }
  let middle = next + (chosen - next) / 2
  return Threshold(middle > next ? middle : chosen, origin: origin)
}
