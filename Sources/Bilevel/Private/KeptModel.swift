/// Points whose model shall stay as it is while their levels are made whole: nothing of any record is read.
///
/// The objective is half the squared distance of the points' model from a known one.
struct KeptModel: SettlingProblem {
  /// The points' model.
  struct State: Sendable {
    let model: any InnerModel
  }

  /// Where points may be, and which are settled.
  var geometry: FairSetProblem
  let learner: PrivateLearner
  /// The parameters to keep.
  let parameters: [Double]

  var bounds: [(lower: Double, upper: Double)] { [] }

  var settled: [Bool] {
    get { geometry.settled }
    set { geometry.settled = newValue }
  }

  func state(at variables: [Double], near: State?) throws -> State {
    State(
      model: try learner.model(
        of: geometry.points(variables), ridge: geometry.ridge,
        near: near?.model.parameters ?? parameters))
  }

  private func differences(_ state: State) -> [Double] {
    zip(state.model.parameters, parameters).map { $0 - $1 }
  }

  func values(_ state: State) -> (objective: Double, constraints: [Double]) {
    (differences(state).reduce(0) { $0 + $1 * $1 } / 2, [])
  }

  func gradients(at variables: [Double], _ state: State) throws -> [Double] {
    try geometry.gradients(at: variables, state.model, functions: differences(state))
  }

  func whole(_ variables: [Double]) -> [Double] { geometry.whole(variables) }
  func projected(_ variables: [Double]) -> [Double] { geometry.projected(variables) }
  func held(at variables: [Double], wanted: [Double]) -> [Bool]? {
    geometry.held(at: variables, wanted: wanted)
  }
  func tangents(of rows: [Double], holding held: [Bool]?) -> [Double] {
    geometry.tangents(of: rows, holding: held)
  }
}
