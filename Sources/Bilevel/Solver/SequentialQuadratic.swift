/// Sequential quadratic programming with a dual active-set method, an l1 merit function and a trust radius.
///
/// Each step minimises the linearised objective plus |d|^2 / 2s subject to the linearised constraints, in the problem's metric. Where these contradict one
/// another they are asked for in part, as far as they can be had. A step counts where it lowers objective + rho x violation; else it is
/// tried again, shorter. Steps are functions of the numbers alone: no randomness.
struct SequentialQuadratic<Problem: OuterProblem> {
  /// Where the method stands, enough to go on later.
  struct Position: Equatable, Sendable, Codable {
    var variables: [Double]
    var length: Double
    var radius: Double
    /// The merit's factor on violations.
    var penalty = 1.0
    var trace: [OuterStep] = []
  }

  let problem: Problem
  let plan: SequentialPlan
  private(set) var position: Position
  private(set) var state: Problem.State
  private(set) var outcome: OuterOutcome?

  /// How often a step is tried again, shorter.
  private static var trials: Int { 12 }
  private static var shrinkage: Double { 0.4 }
  /// How many steps apart merits are compared for an early end.
  private static var window: Int { 10 }

  /// Starts at some variables, or where an earlier run stood.
  init(_ problem: Problem, from variables: [Double], plan: SequentialPlan) throws {
    let start = problem.projected(variables)
    try self.init(
      problem, at: Position(variables: start, length: plan.length, radius: plan.radius),
      plan: plan, near: nil)
  }

  init(_ problem: Problem, at position: Position, plan: SequentialPlan, near: Problem.State?)
    throws
  {
    (self.problem, self.plan, self.position) = (problem, plan, position)
    state = try problem.state(at: position.variables, near: near)
    if self.position.trace.isEmpty {
      let values = problem.values(state)
      self.position.trace.append(
        OuterStep(
          number: 0, objective: values.objective, violation: violation(values.constraints),
          constraints: values.constraints, move: 0)
      )
    }
  }

  /// Takes one step; false where the method has ended.
  mutating func advance() throws -> Bool {
    guard outcome == nil else { return false }
    guard position.trace.count <= plan.steps else {
      outcome = .allSteps
      return false
    }
    let gradients = try problem.gradients(at: position.variables, state)
    let values = problem.values(state)
    for _ in 0..<Self.trials {
      guard
        let trial = try problem.trial(
          from: position.variables, state, (gradients, values.constraints),
          within: (position.length, position.radius))
      else { break }
      position.penalty = max(position.penalty, 1.5 * trial.largest)
      let reached = try problem.state(at: trial.variables, near: state)
      let after = problem.values(reached)
      let needed = 1e-6 * trial.move * trial.move / position.length
      if merit(after) <= merit(values) - needed {
        accept(trial, reached, after)
        return true
      }
      position.length *= Self.shrinkage
      position.radius = min(position.radius, trial.move) * Self.shrinkage
    }
    outcome = .stalled
    return false
  }

  private mutating func accept(
    _ trial: OuterTrial, _ reached: Problem.State,
    _ values: (objective: Double, constraints: [Double])
  ) {
    state = reached
    position.variables = trial.variables
    position.length = min(plan.length, position.length * 1.5)
    position.radius = min(plan.radius * 10, max(position.radius, 1.5 * trial.move))
    position.trace.append(
      OuterStep(
        number: position.trace.count, objective: values.objective,
        violation: violation(values.constraints), constraints: values.constraints,
        move: trial.move))
    guard position.trace.count > Self.window else { return }
    let earlier = position.trace[position.trace.count - 1 - Self.window]
    let before = earlier.objective + position.penalty * earlier.violation
    if before - merit(values) < plan.tolerance * max(abs(before), 1e-12) { outcome = .converged }
  }

  private func violation(_ values: [Double]) -> Double {
    zip(problem.bounds, values).reduce(0) {
      $0 + max(0, $1.0.lower - $1.1, $1.1 - $1.0.upper)
    }
  }

  private func merit(_ values: (objective: Double, constraints: [Double])) -> Double {
    values.objective + position.penalty * violation(values.constraints)
  }
}
