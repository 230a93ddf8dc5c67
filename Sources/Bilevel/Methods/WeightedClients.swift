/// The server's defence against sets that are unlike the rest: weights of clients, learnt under the constraints on records that it trusts.
package enum WeightedClients: CollaborativeMethod {
  package static let name = "client-weights"
  package static let summary =
    "logistic regression on the fair sets, each client weighted so that the constraints hold on a small set that the server trusts"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    guard let root = collaboration.root else {
      throw BilevelError(
        "'\(name)' needs records that the server trusts; set 'root' to the share that it has")
    }
    let sample = root.sample
    let points = PointSet.union(of: collaboration.fairSets)
    let owners = collaboration.fairSets.enumerated().flatMap { client, set in
      Array(repeating: client, count: set.count)
    }
    let problem = ClientWeights(
      sample: sample, constraints: try ConstraintSet(collaboration.constraints, on: sample),
      points: points, owners: owners, count: collaboration.fairSets.count,
      ridge: collaboration.ridge)
    let even = Array(
      repeating: 1 / Double(problem.count), count: problem.count)
    var search = try SequentialQuadratic(
      problem, from: even, plan: SequentialPlan(steps: 100, length: 1, radius: 0.2))
    while try search.advance() { try Task.checkCancellation() }
    return CollaborativeModel(
      search.state.model.coefficients, bytesSent: collaboration.setBytes.fair, rounds: 1)
  }
}

/// Clients' weights, in the simplex, as variables.
///
/// With v_j the weight of point j times its client's, dPhi/domega_k is the sum of dPhi/dv_j over the client's points.
private struct ClientWeights: OuterProblem {
  let sample: ClientSample
  let constraints: ConstraintSet
  let points: PointSet
  let owners: [Int]
  let count: Int
  let ridge: Double

  struct State: Sendable {
    let model: WeightedLogistic
    let evaluation: ClientSample.Evaluation
  }

  var bounds: [(lower: Double, upper: Double)] { constraints.rows.map { ($0.lower, $0.upper) } }

  private func weighted(_ variables: [Double]) -> PointSet {
    var weighted = points
    for place in owners.indices {
      weighted.weights[place] *= variables[owners[place]] * Double(count)
    }
    return weighted
  }

  func state(at variables: [Double], near: State?) throws -> State {
    let model = try WeightedLogistic(
      weighted(variables), ridge: ridge, startingAt: near?.model.coefficients)
    return State(
      model: model,
      evaluation: sample.evaluate(model.coefficients, smoothings: constraints.smoothings))
  }

  func values(_ state: State) -> (objective: Double, constraints: [Double]) {
    (state.evaluation.loss, constraints.values(state.evaluation))
  }

  func gradients(at variables: [Double], _ state: State) throws -> [Double] {
    let found = sample.gradients(at: state.evaluation, smoothings: constraints.smoothings)
    let functions = found.loss + constraints.gradients(found.means, width: sample.width)
    let weights = try state.model.hypergradients(of: functions, at: weighted(variables)).weights
    var result = Array(repeating: 0.0, count: functions.count / sample.width * count)
    for row in 0..<functions.count / sample.width {
      for (place, owner) in owners.enumerated() {
        result[row * count + owner] +=
          weights[row * owners.count + place] * points.weights[place] * Double(count)
      }
    }
    return result
  }

  func projected(_ variables: [Double]) -> [Double] {
    var result = variables
    projectOntoSimplex(&result, result.indices)
    return result
  }

  func held(at variables: [Double], wanted: [Double]) -> [Bool]? {
    let held = zip(variables, wanted).map { $0 == 0 && $1 != 0 }
    return held.contains(true) ? held : nil
  }

  func tangents(of rows: [Double], holding held: [Bool]?) -> [Double] {
    var result = rows
    for start in stride(from: 0, to: rows.count, by: count) {
      let free = (0..<count).filter { held?[$0] != true }
      let mean = free.reduce(0) { $0 + rows[start + $1] } / Double(max(1, free.count))
      for place in 0..<count {
        result[start + place] = held?[place] == true ? 0 : rows[start + place] - mean
      }
    }
    return result
  }
}
