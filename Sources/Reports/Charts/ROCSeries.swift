/// The ROC curve of one attack.
package struct ROCSeries: Equatable, Sendable {
  /// A threshold's pair of rates.
  package struct Point: Equatable, Sendable {
    /// The share of non-members that are called members, 0 to 1.
    package let falsePositiveRate: Double
    /// The share of members that are called members, 0 to 1.
    package let truePositiveRate: Double

    /// Creates a vertex; the rates lie in 0 to 1.
    package init(falsePositiveRate: Double, truePositiveRate: Double) {
      precondition(
        (0...1).contains(falsePositiveRate) && (0...1).contains(truePositiveRate),
        "the rates \(falsePositiveRate) and \(truePositiveRate) are not both in 0...1")
      self.falsePositiveRate = falsePositiveRate
      self.truePositiveRate = truePositiveRate
    }
  }

  /// The name in the legend.
  package let name: String
  /// The area under the curve in the legend.
  package let auc: Double
  /// The exact vertices by falling threshold; vertices are joined in linear coordinates.
  package let points: [Point]

  /// Creates a curve from its legend and its vertices.
  package init(name: String, auc: Double, points: [Point]) {
    self.name = name
    self.auc = auc
    self.points = points
  }
}
