package import Auditing
import Statistics

/// The exact receiver operating characteristic of scores, tied scores taken together.
package struct ROC: Equatable, Sendable {
  /// A point of the curve: records with a score of at least `threshold` are called members.
  package struct Vertex: Equatable, Sendable {
    /// The lowest score that is called a member; infinity for the first vertex, which calls none.
    package let threshold: Double
    /// The non-members called members.
    package let falsePositives: Int
    /// The members called members.
    package let truePositives: Int
  }

  /// The number of members.
  package let memberCount: Int
  /// The number of non-members.
  package let nonMemberCount: Int
  /// One vertex for "none" and one for each distinct score, from the highest down.
  package let vertices: [Vertex]

  /// Sweeps the threshold over all distinct scores.
  ///
  /// - Complexity: O(n log n).
  package init(_ scores: Scores) {
    let order = Array(ascendingOrder(of: scores.values).reversed())
    var vertices = [Vertex(threshold: .infinity, falsePositives: 0, truePositives: 0)]
    var (falsePositives, truePositives) = (0, 0)
    for (place, record) in order.enumerated() {
      if scores.isMember[record] { truePositives += 1 } else { falsePositives += 1 }
      let value = scores.values[record]
      guard place + 1 == order.count || scores.values[order[place + 1]] != value else { continue }
      vertices.append(
        Vertex(
          threshold: value, falsePositives: falsePositives, truePositives: truePositives))
    }
    self.vertices = vertices
    memberCount = truePositives
    nonMemberCount = falsePositives
  }

  /// The last vertex with at most a number of false positives.
  ///
  /// - Complexity: O(log n).
  package func vertex(falsePositivesAtMost limit: Int) -> Vertex {
    var (low, high) = (0, vertices.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if vertices[middle].falsePositives <= limit { low = middle } else { high = middle }
    }
    return vertices[low]
  }

  /// The share of members called members at a vertex.
  package func truePositiveRate(_ vertex: Vertex) -> Double {
    Double(vertex.truePositives) / Double(memberCount)
  }

  /// The share of non-members called members at a vertex.
  package func falsePositiveRate(_ vertex: Vertex) -> Double {
    Double(vertex.falsePositives) / Double(nonMemberCount)
  }

  /// The highest number of false positives that a target rate allows under the rule `<=`.
  ///
  /// The product of rate and count is taken as an integer where it is one but for rounding.
  package func falsePositives(allowedAt rate: Double) -> Int {
    Int((rate * Double(nonMemberCount) * (1 + 1e-12)).rounded(.down))
  }
}
