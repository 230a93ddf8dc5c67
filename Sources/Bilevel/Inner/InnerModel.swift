/// A model at the minimum that a set of points decides, which moves with the points.
protocol InnerModel: Sendable {
  /// The parameters at the minimum.
  var parameters: [Double] { get }

  /// Differentiates functions of the minimum by the points.
  ///
  /// - Parameters:
  ///   - functions: Functions x parameters: the gradients by the parameters.
  ///   - points: The points that the model learned from.
  /// - Returns: Functions x points x width by coordinates, 0 for the intercept; functions x points by weights.
  /// - Throws: `TensorsError` where a Hessian that is factorised is not positive definite.
  func derivatives(
    of functions: [Double], at points: PointSet
  ) throws -> (features: [Double], weights: [Double])
}

extension WeightedLogistic: InnerModel {
  var parameters: [Double] { coefficients }

  func derivatives(
    of functions: [Double], at points: PointSet
  ) throws -> (features: [Double], weights: [Double]) {
    let found = try hypergradients(of: functions, at: points)
    return (found.features, found.weights)
  }
}
