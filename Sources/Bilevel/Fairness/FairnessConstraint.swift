/// A bound on how differently a model treats the groups of one attribute.
package struct FairnessConstraint: Equatable, Sendable, Codable {
  /// What is bounded.
  package enum Measure: String, CaseIterable, Sendable, Codable {
    /// The covariance of being in a group with the decision, within the bound on either side.
    case covariance
    /// The difference of any two groups' rates of positive decisions, within the bound on either side.
    case demographicParity = "demographic-parity"
    /// The ratio of any two groups' rates of positive decisions, at least the bound.
    case disparateImpact = "disparate-impact"
    /// The difference of any two groups' true positive rates, within the bound on either side.
    case equalOpportunity = "equal-opportunity"
    /// The ratio of any two groups' true positive rates, at least the bound.
    case equalImpact = "equal-impact"
    /// The differences of any two groups' true and false positive rates, within the bound on either side.
    case equalizedOdds = "equalized-odds"

    /// Whether the bound is the least ratio rather than the largest difference.
    package var isRatio: Bool { self == .disparateImpact || self == .equalImpact }

    /// The classes within which rates are compared; nil for all records together.
    var classes: [Int?] {
      switch self {
      case .covariance, .demographicParity, .disparateImpact: [nil]
      case .equalOpportunity, .equalImpact: [1]
      case .equalizedOdds: [1, 0]
      }
    }
  }

  /// What is bounded.
  package let measure: Measure
  /// The attribute whose groups are compared.
  package let attribute: String
  /// The largest difference, or the least ratio.
  package let bound: Double
  /// What stands for a decision.
  package let smoothing: DecisionSmoothing

  /// Creates a constraint.
  ///
  /// - Parameters:
  ///   - measure: What is bounded.
  ///   - attribute: The attribute whose groups are compared.
  ///   - bound: The largest difference, 0 or more, or the least ratio, from 0 to 1.
  ///   - smoothing: What stands for a decision.
  package init(
    _ measure: Measure, of attribute: String, bound: Double,
    smoothing: DecisionSmoothing = .sigmoid(steepness: 4)
  ) {
    precondition(
      bound >= 0 && !(measure.isRatio && bound > 1), "\(measure.rawValue) bounded by \(bound)")
    (self.measure, self.attribute) = (measure, attribute)
    (self.bound, self.smoothing) = (bound, smoothing)
  }
}

/// A linear combination of cells' means that must lie within bounds.
package struct ConstraintRow: Equatable, Sendable, Codable {
  /// What the row says, such as `demographic-parity sex: female - male`.
  package let name: String
  /// One factor for each mean.
  package let factors: [Double]
  /// The least value allowed.
  package let lower: Double
  /// The largest value allowed.
  package let upper: Double

  /// How far a value is from being allowed, 0 or more.
  ///
  /// - Parameter value: The combination's value.
  /// - Returns: The distance to the nearer bound; 0 within.
  package func violation(_ value: Double) -> Double { max(0, lower - value, value - upper) }
}
