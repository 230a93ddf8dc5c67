/// The model that a private set is made for.
package enum PrivateLearner: Sendable {
  /// Logistic regression.
  case logistic
  /// A perceptron, whose first minimum is sought from parameters that know nothing of any record.
  case perceptron(PerceptronPlan, start: [Double])

  /// The model's shape for records of some width.
  func network(width: Int) -> TanhNetwork {
    switch self {
    case .logistic: TanhNetwork(width: width, hidden: [])
    case .perceptron(let plan, _): TanhNetwork(width: width, hidden: plan.hidden)
    }
  }

  /// The model that learned some points: the minimum near that of points before them.
  func model(
    of points: PointSet, ridge: Double, near before: [Double]?
  ) throws -> any InnerModel {
    switch self {
    case .logistic: return try WeightedLogistic(points, ridge: ridge, startingAt: before)
    case .perceptron(let plan, let start):
      let inner = PerceptronInner(
        network(width: points.width), points, ridge: ridge, at: before ?? start)
      return PerceptronMinimum(
        inner: try inner.minimised(steps: PerceptronFairSetSolver.innerSteps), method: plan.method)
    }
  }
}
