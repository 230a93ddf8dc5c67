/// Labelled, weighted points that a logistic regression is trained on: the variables of the outer problem.
package struct PointSet: Equatable, Sendable, Codable {
  /// Points x width, row after row; the last coordinate of each is 1, for the intercept.
  package var features: [Double]
  /// The label of each point, 0 or 1, or a share between.
  package var labels: [Double]
  /// How much each point counts, 0 or more.
  package var weights: [Double]
  /// The coordinates of a point, the intercept's among them.
  package let width: Int

  /// Creates points.
  ///
  /// - Parameters:
  ///   - features: Points x width; the last coordinate of each is 1.
  ///   - labels: One label for each point.
  ///   - weights: One weight for each point; nil for 1 each.
  ///   - width: The coordinates of a point.
  package init(features: [Double], labels: [Double], weights: [Double]? = nil, width: Int) {
    precondition(
      width > 0 && features.count == labels.count * width
        && (weights.map { $0.count == labels.count } ?? true),
      "\(features.count) coordinates and \(labels.count) labels of points of \(width)")
    (self.features, self.labels, self.width) = (features, labels, width)
    self.weights = weights ?? Array(repeating: 1, count: labels.count)
  }

  /// The number of points.
  package var count: Int { labels.count }

  /// All points of several sets, one after the other.
  ///
  /// - Parameter sets: Sets of one width; at least one.
  /// - Returns: Their union.
  package static func union(of sets: [PointSet]) -> PointSet {
    precondition(!sets.isEmpty && sets.allSatisfy { $0.width == sets[0].width }, "unlike sets")
    return PointSet(
      features: sets.flatMap(\.features), labels: sets.flatMap(\.labels),
      weights: sets.flatMap(\.weights), width: sets[0].width)
  }
}
