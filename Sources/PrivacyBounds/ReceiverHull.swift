/// A vertex of the concave hull of a receiver operating characteristic.
struct HullVertex: Equatable {
  /// The lowest score that counts as a member; infinity when none does.
  let threshold: Double
  let truePositives: Int
  let falsePositives: Int
}

/// The vertices of the concave hull of the characteristic, from no guess to all.
///
/// The candidate thresholds are the distinct scores and infinity. A point on the line between two
/// others is no vertex. The scores hold no NaN.
///
/// - Complexity: O(n log n).
func receiverHull(members: [Double], nonMembers: [Double]) -> [HullVertex] {
  let scores = (members.map { ($0, true) } + nonMembers.map { ($0, false) })
    .sorted { $0.0 > $1.0 }
  var hull = [HullVertex(threshold: .infinity, truePositives: 0, falsePositives: 0)]
  var (positives, negatives) = (0, 0)
  for (place, (score, isMember)) in scores.enumerated() {
    if isMember { positives += 1 } else { negatives += 1 }
    // A threshold takes in the whole of its tie.
    if place + 1 < scores.count && scores[place + 1].0 == score { continue }
    let vertex = HullVertex(
      threshold: score, truePositives: positives, falsePositives: negatives)
    while hull.count >= 2 && !isAbove(hull[hull.count - 1], hull[hull.count - 2], vertex) {
      hull.removeLast()
    }
    hull.append(vertex)
  }
  return hull
}

/// Says whether the middle point lies strictly above the line between its neighbours.
private func isAbove(_ middle: HullVertex, _ left: HullVertex, _ right: HullVertex) -> Bool {
  let rise = (middle.truePositives - left.truePositives, right.truePositives - middle.truePositives)
  let run = (
    middle.falsePositives - left.falsePositives, right.falsePositives - middle.falsePositives
  )
  return rise.0 * run.1 > rise.1 * run.0
}
