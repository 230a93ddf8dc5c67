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
  let (chosen, next) = bestStep(of: curve)
  // The first vertex stands at infinity: nothing called a member, as soon as the score exceeds the highest.
  guard chosen.isFinite else { return Threshold(next.nextUp, origin: origin) }
  let middle = next / 2 + chosen / 2
  return Threshold(middle > next ? middle : chosen, origin: origin)
}

/// The threshold of the first vertex with the highest advantage, and that of the vertex after it.
///
/// The last vertex, which calls every record a member, is never better than the first.
private func bestStep(of curve: ROC) -> (chosen: Double, next: Double) {
  // Compared as whole numbers, since rounding would order equal differences of rates at will.
  func advantage(_ vertex: ROC.Vertex) -> Int {
    vertex.truePositives * curve.nonMemberCount - vertex.falsePositives * curve.memberCount
  }
  var best = (chosen: curve.vertices[0], next: curve.vertices[1])
  for (vertex, next) in zip(curve.vertices, curve.vertices.dropFirst())
  where advantage(vertex) > advantage(best.chosen) {
    best = (vertex, next)
  }
  return (best.chosen.threshold, best.next.threshold)
}
