/// A smooth problem in many variables with few constraints, as sequential quadratic programming reads it.
protocol OuterProblem: Sendable {
  /// What is worked out once at some variables.
  associatedtype State: Sendable

  /// The bounds of each constraint.
  var bounds: [(lower: Double, upper: Double)] { get }

  /// Works out objective and constraints; `near` is the state at variables near by.
  func state(at variables: [Double], near: State?) throws -> State

  /// The objective, to be made small, and the constraints' values.
  func values(_ state: State) -> (objective: Double, constraints: [Double])

  /// (1 + constraints) x variables: the gradients of the objective and of the constraints.
  func gradients(at variables: [Double], _ state: State) throws -> [Double]

  /// Gradients, row by row, as steps: the inverse of the metric times each.
  func steps(along gradients: [Double], _ state: State) throws -> [Double]

  /// The nearest variables that are allowed.
  func projected(_ variables: [Double]) -> [Double]

  /// Takes out of each row what leads nowhere: the held variables, and what projection would undo.
  func tangents(of rows: [Double], holding held: [Bool]?) -> [Double]

  /// Which variables projection holds at a bound against a step; nil for none.
  func held(at variables: [Double], wanted: [Double]) -> [Bool]?
}

extension OuterProblem {
  func steps(along gradients: [Double], _ state: State) throws -> [Double] { gradients }
  func projected(_ variables: [Double]) -> [Double] { variables }
  func tangents(of rows: [Double], holding held: [Bool]?) -> [Double] { rows }
  func held(at variables: [Double], wanted: [Double]) -> [Bool]? { nil }
}
