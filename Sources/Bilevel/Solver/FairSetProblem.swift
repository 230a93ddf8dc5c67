/// The outer problem of a client: points whose model loses least on the client's records, and is fair there.
struct FairSetProblem: SettlingProblem {
  /// The most that a learned weight may be; 1 is what all points have otherwise.
  static let largestWeight = 4.0

  let sample: ClientSample
  let constraints: ConstraintSet
  let space: PointSpace
  /// The points' labels, which stay.
  let labels: [Double]
  let ridge: Double
  /// The penalty of the model in the objective.
  let outerRidge: Double
  /// Whether weights are variables too.
  let learnsWeights: Bool
  /// The points' weights where they are not.
  let weights: [Double]
  /// Points whose levels stay as they are.
  var settled: [Bool]

  /// The inner model, and what it makes of the client's records.
  struct State: Sendable {
    let model: any InnerModel
    let evaluation: ClientSample.Evaluation
  }

  var bounds: [(lower: Double, upper: Double)] { constraints.rows.map { ($0.lower, $0.upper) } }
  private var coordinates: Int { labels.count * space.width }

  /// The points that variables stand for.
  func points(_ variables: [Double]) -> PointSet {
    PointSet(
      features: Array(variables.prefix(coordinates)), labels: labels,
      weights: learnsWeights ? Array(variables.dropFirst(coordinates)) : weights,
      width: space.width)
  }

  func state(at variables: [Double], near: State?) throws -> State {
    try state(at: variables, startingAt: near?.model.parameters)
  }

  func state(at variables: [Double], startingAt start: [Double]?) throws -> State {
    let model = try WeightedLogistic(points(variables), ridge: ridge, startingAt: start)
    return State(
      model: model,
      evaluation: sample.evaluate(model.coefficients, smoothings: constraints.smoothings))
  }

  func values(_ state: State) -> (objective: Double, constraints: [Double]) {
    let square = state.model.parameters.reduce(0) { $0 + $1 * $1 }
    return (
      state.evaluation.loss + outerRidge / 2 * square, constraints.values(state.evaluation)
    )
  }

  func gradients(at variables: [Double], _ state: State) throws -> [Double] {
    let found = sample.gradients(at: state.evaluation, smoothings: constraints.smoothings)
    return try gradients(
      at: variables, state.model,
      functions: penalised(found.loss, at: state.model)
        + constraints.gradients(found.means, width: space.width))
  }

  /// A gradient of the loss with that of the outer penalty.
  func penalised(_ loss: [Double], at model: any InnerModel) -> [Double] {
    zip(loss, model.parameters).map { $0 + outerRidge * $1 }
  }

  /// Functions x variables, of functions given by their gradients at the inner model.
  func gradients(
    at variables: [Double], _ model: any InnerModel, functions: [Double]
  ) throws -> [Double] {
    let found = try model.derivatives(of: functions, at: points(variables))
    guard learnsWeights else { return found.features }
    var rows: [Double] = []
    for row in 0..<functions.count / model.parameters.count {
      rows += found.features[row * coordinates..<(row + 1) * coordinates]
      rows += found.weights[row * labels.count..<(row + 1) * labels.count]
    }
    return rows
  }

  func whole(_ variables: [Double]) -> [Double] {
    space.rounded(Array(variables.prefix(coordinates)), where: settled)
      + variables.dropFirst(coordinates)
  }

  func projected(_ variables: [Double]) -> [Double] {
    var result = space.projected(Array(variables.prefix(coordinates)))
    result += variables.dropFirst(coordinates).map { min(max($0, 0), Self.largestWeight) }
    return result
  }

  func held(at variables: [Double], wanted: [Double]) -> [Bool]? {
    var held = Array(repeating: false, count: variables.count)
    var isAny = false
    func hold(_ place: Int) {
      held[place] = true
      isAny = true
    }
    for point in labels.indices {
      for (block, start) in zip(space.blocks, space.starts) {
        let first = point * space.width + start
        switch block {
        case .number: if variables[first] != wanted[first] { hold(first) }
        case .levels(let count):
          for place in first..<first + count where variables[place] == 0 && wanted[place] != 0 {
            hold(place)
          }
        }
      }
    }
    for place in coordinates..<max(coordinates, variables.count)
    where variables[place] != wanted[place] { hold(place) }
    return isAny ? held : nil
  }

  func tangents(of rows: [Double], holding held: [Bool]?) -> [Double] {
    guard held != nil || space.hasLevels else { return rows }
    var result = rows
    let size = coordinates + (learnsWeights ? labels.count : 0)
    for row in 0..<rows.count / size {
      let origin = row * size
      if let held {
        for place in held.indices where held[place] { result[origin + place] = 0 }
      }
      for point in labels.indices {
        for (block, start) in zip(space.blocks, space.starts) {
          guard case .levels(let count) = block else { continue }
          let first = point * space.width + start
          level(&result, origin, first..<first + count, held, isSettled: settled[point])
        }
      }
    }
    return result
  }

  /// Makes the free coordinates of a column of levels add up to 0, as a move within its simplex does.
  private func level(
    _ values: inout [Double], _ origin: Int, _ range: Range<Int>, _ held: [Bool]?, isSettled: Bool
  ) {
    guard !isSettled else {
      for place in range { values[origin + place] = 0 }
      return
    }
    var (sum, count) = (0.0, 0)
    for place in range where held?[place] != true {
      sum += values[origin + place]
      count += 1
    }
    guard count > 0 else { return }
    for place in range where held?[place] != true {
      values[origin + place] -= sum / Double(count)
    }
  }
}
