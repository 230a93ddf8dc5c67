/// What a fair synthetic set of one client shall be, and how it is found.
package struct FairSetPlan: Equatable, Sendable {
  /// How many points there are.
  package var points: Int
  /// The share of points with label 1.
  package var positiveShare: Double
  /// The penalty mu of the inner problem, and of the server's.
  package var ridge: Double
  /// What is added to the outer loss: half this times the square of the model, so that few records are not learnt by heart.
  package var outerRidge: Double
  /// The most outer steps.
  package var steps: Int
  /// The length of an unconstrained step for each point; the hypergradient carries one over the points.
  package var length: Double
  /// The trust radius at the start.
  package var radius: Double
  /// The relative fall of the merit over ten steps below which steps end early.
  package var tolerance: Double
  /// Whether each point's weight is learned.
  package var learnsWeights: Bool
  /// In how many rounds points' levels are settled, the other coordinates being improved after each; 0 settles all at once.
  package var roundingRounds: Int

  /// Creates a plan; the defaults are what the checks of the method were made with.
  ///
  /// - Parameters:
  ///   - points: How many points there are, at least 2.
  ///   - ridge: The penalty of the inner problem, above 0.
  ///   - steps: The most outer steps.
  package init(points: Int = 200, ridge: Double = 0.05, steps: Int = 200) {
    precondition(points >= 2 && ridge > 0 && steps >= 0, "\(points) points, ridge \(ridge)")
    (self.points, self.ridge, self.steps) = (points, ridge, steps)
    (positiveShare, length, radius, tolerance) = (0.5, 0.25, 2, 1e-6)
    (learnsWeights, roundingRounds, outerRidge) = (false, 5, 0)
  }

  /// The labels of the points: those of label 1 first, at least one of each.
  package var labels: [Double] {
    let positive = min(max(Int((Double(points) * positiveShare).rounded()), 1), points - 1)
    return (0..<points).map { $0 < positive ? 1 : 0 }
  }

  /// The steps after each round of settling levels.
  private static let stepsOfRound = 15

  /// How what is still free is improved after each round of settling levels.
  var settling: SequentialPlan {
    SequentialPlan(
      steps: Self.stepsOfRound, length: sequential.length, radius: radius, tolerance: tolerance)
  }

  /// How outer steps proceed.
  var sequential: SequentialPlan {
    SequentialPlan(
      steps: steps, length: length * Double(points), radius: radius, tolerance: tolerance)
  }
}
