/// What is meant by "the true positive rate at a false positive rate", by name.
///
/// Scores are called from the highest down, tied ones together. At one rate at most three of the answers differ:
/// where a vertex of the curve has exactly the target rate the interpolated answer is that of `<=`, and elsewhere
/// `<` and `<=` agree.
package enum TruePositiveRateRule: String, CaseIterable, Sendable {
  /// The last vertex whose FPR is at most the target: the rule of all of Rollcall's measurements.
  case atMost = "<="
  /// The last vertex whose FPR is below the target.
  case below = "<"
  /// The line between the vertices about the target, the highest where several have it.
  case interpolated
  /// The least concave curve above the vertices: what mixing of thresholds reaches, chosen on the same records.
  case convexHull = "convex hull"
}

extension ROC {
  /// The share of members found at a target false positive rate.
  ///
  /// - Parameters:
  ///   - rate: The target, as a fraction from 0 to 1.
  ///   - rule: What is meant by it.
  /// - Returns: From 0 to 1, higher is more leakage; nil without members or non-members, and for a rate below 0.
  ///   No rate is below 0, so the rule `<` has no answer there.
  /// - Complexity: O(log n) for `<=` and `<`, else O(n).
  package func truePositiveRate(at rate: Double, by rule: TruePositiveRateRule) -> Double? {
    precondition(rate >= 0 && rate <= 1, "\(rate) is not a fraction from 0 to 1")
    guard memberCount > 0 && nonMemberCount > 0 else { return nil }
    switch rule {
    case .atMost:
      return truePositiveRate(vertex(falsePositivesAtMost: falsePositives(allowedAt: rate)))
    case .below:
      let exact = rate * Double(nonMemberCount)
      let limit = Int((exact * (1 - 1e-12)).rounded(.up)) - 1
      return limit < 0 ? nil : truePositiveRate(vertex(falsePositivesAtMost: limit))
    case .interpolated: return line(at: rate, through: vertices)
    case .convexHull: return line(at: rate, through: hull)
    }
  }

  /// The vertices of the upper convex hull, from "none" to "all".
  ///
  /// - Complexity: O(n).
  package var hull: [Vertex] {
    var kept: [Vertex] = []
    for vertex in vertices {
      while kept.count >= 2, !isAbove(kept[kept.count - 1], kept[kept.count - 2], vertex) {
        kept.removeLast()
      }
      kept.append(vertex)
    }
    return kept
  }

  /// The area under the convex hull, never less than the area under the curve.
  ///
  /// It is biased upwards, since the hull is chosen on the records that it measures. Nil without members or
  /// non-members.
  package var hullArea: Double? {
    guard memberCount > 0 && nonMemberCount > 0 else { return nil }
    let twice = zip(hull, hull.dropFirst()).reduce(0) { sum, step in
      sum + (step.1.falsePositives - step.0.falsePositives)
        * (step.0.truePositives + step.1.truePositives)
    }
    return Double(twice) / 2 / (Double(memberCount) * Double(nonMemberCount))
  }

  /// Says whether a vertex lies strictly above the line from one before it to one after it.
  private func isAbove(_ vertex: Vertex, _ before: Vertex, _ after: Vertex) -> Bool {
    (vertex.truePositives - before.truePositives) * (after.falsePositives - before.falsePositives)
      > (after.truePositives - before.truePositives)
      * (vertex.falsePositives - before.falsePositives)
  }

  /// The height of a polygon at a rate, the highest where it rises straight up.
  private func line(at rate: Double, through points: [Vertex]) -> Double {
    let allowed = falsePositives(allowedAt: rate)
    let next = points.firstIndex { $0.falsePositives > allowed } ?? points.count
    let before = points[next - 1]
    let exact = rate * Double(nonMemberCount)
    guard next < points.count else { return truePositiveRate(before) }
    let width = Double(points[next].falsePositives - before.falsePositives)
    let part = max(0, exact - Double(before.falsePositives)) / width
    let start = truePositiveRate(before)
    return start + part * (truePositiveRate(points[next]) - start)
  }
}
