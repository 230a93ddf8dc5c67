import Tensors

/// Logistic regression under fairness constraints on the same records.
///
/// - Parameters:
///   - records: The records.
///   - constraints: The constraints.
///   - ridge: The penalty, above 0.
///   - steps: The most steps.
/// - Returns: The coefficients.
/// - Throws: `BilevelError` where a constraint does not fit the records.
package func constrainedLogistic(
  _ records: LocalRecords, constraints: [FairnessConstraint], ridge: Double, steps: Int = 100
) throws -> [Double] {
  let free = try WeightedLogistic(records.points, ridge: ridge)
  let sample = records.sample
  let problem = ConstrainedLogistic(
    sample: sample, constraints: try ConstraintSet(constraints, on: sample), ridge: ridge,
    curvature: free.curvature)
  var search = try SequentialQuadratic(
    problem, from: free.coefficients,
    plan: SequentialPlan(steps: steps, length: 1, radius: 10, tolerance: 1e-8))
  while try search.advance() { try Task.checkCancellation() }
  return search.position.variables
}

/// The coefficients as variables, in the metric of the loss's curvature at its minimum.
private struct ConstrainedLogistic: OuterProblem {
  let sample: ClientSample
  let constraints: ConstraintSet
  let ridge: Double
  let curvature: [Double]

  struct State: Sendable {
    let coefficients: [Double]
    let evaluation: ClientSample.Evaluation
  }

  var bounds: [(lower: Double, upper: Double)] { constraints.rows.map { ($0.lower, $0.upper) } }

  func state(at variables: [Double], near: State?) throws -> State {
    State(
      coefficients: variables,
      evaluation: sample.evaluate(variables, smoothings: constraints.smoothings))
  }

  func values(_ state: State) -> (objective: Double, constraints: [Double]) {
    let penalty = state.coefficients.reduce(0) { $0 + $1 * $1 } * ridge / 2
    return (state.evaluation.loss + penalty, constraints.values(state.evaluation))
  }

  func gradients(at variables: [Double], _ state: State) throws -> [Double] {
    let found = sample.gradients(at: state.evaluation, smoothings: constraints.smoothings)
    return zip(found.loss, variables).map { $0 + ridge * $1 }
      + constraints.gradients(found.means, width: sample.width)
  }

  func steps(along gradients: [Double], _ state: State) throws -> [Double] {
    try solveSymmetric(curvature, rights: gradients, size: sample.width)
  }
}
