import Tensors

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
          number: 0, objective: values.objective, violation: violation(values.constraints), move: 0)
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
      guard let trial = try trial(gradients, values.constraints) else { break }
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
    _ trial: Trial, _ reached: Problem.State, _ values: (objective: Double, constraints: [Double])
  ) {
    state = reached
    position.variables = trial.variables
    position.length = min(plan.length, position.length * 1.5)
    position.radius = min(plan.radius * 10, max(position.radius, 1.5 * trial.move))
    position.trace.append(
      OuterStep(
        number: position.trace.count, objective: values.objective,
        violation: violation(values.constraints), move: trial.move))
    guard position.trace.count > Self.window else { return }
    let earlier = position.trace[position.trace.count - 1 - Self.window]
    let before = earlier.objective + position.penalty * earlier.violation
    if before - merit(values) < plan.tolerance * max(abs(before), 1e-12) { outcome = .converged }
  }

  private struct Trial {
    let variables: [Double]
    let move: Double
    /// The largest magnitude of a multiplier.
    let largest: Double
  }

  /// The variables after one step, projection included; nil where there is nowhere to go.
  private func trial(_ gradients: [Double], _ values: [Double]) throws -> Trial? {
    var held: [Bool]?
    var moved = position.variables
    var largest = 0.0
    // A second time with the variables held that the first step would have pushed beyond their bounds.
    for pass in 0..<2 {
      let fixed = held.map { held in
        held.indices.map { held[$0] ? moved[$0] - position.variables[$0] : 0 }
      }
      let step = try step(gradients, values, held: held, fixed: fixed)
      largest = step.largest
      let wanted = position.variables.indices.map {
        position.variables[$0] + (held?[$0] == true ? fixed?[$0] ?? 0 : step.direction[$0])
      }
      moved = problem.projected(wanted)
      guard pass == 0, let found = problem.held(at: moved, wanted: wanted) else { break }
      held = found
    }
    let move = zip(moved, position.variables)
      .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    return move > 0 ? Trial(variables: moved, move: move, largest: largest) : nil
  }

  private func step(
    _ gradients: [Double], _ values: [Double], held: [Bool]?, fixed: [Double]?
  ) throws -> (direction: [Double], largest: Double) {
    let size = position.variables.count
    let rows = problem.tangents(of: gradients, holding: held)
    let steps = try problem.steps(along: rows, state)
    let count = problem.bounds.count
    let products = products(rows, steps, count: count + 1, size: size)
    var reached = values
    if let fixed {
      let moves = Bilevel.products(of: gradients, width: size, with: fixed)
      for place in 0..<count { reached[place] += moves[place + 1] }
    }
    let multipliers = multipliers(products, reached, count: count)
    var factors = [-position.length] + multipliers.map { -position.length * $0 }
    let squared = squaredLength(products, factors)
    // The longest step is measured in the problem's metric.
    if squared > position.radius * position.radius {
      let scale = position.radius / squared.squareRoot()
      for place in factors.indices { factors[place] *= scale }
    }
    let direction = combinations(of: steps, width: size, by: factors)
    return (direction, multipliers.reduce(0) { max($0, abs($1)) })
  }

  /// The multipliers of the linearised constraints, or of the largest part of them that can be had.
  private func multipliers(_ products: [Double], _ values: [Double], count: Int) -> [Double] {
    guard count > 0 else { return [] }
    let width = count + 1
    let program = DualActiveSet(
      gram: (0..<count).flatMap { row in
        (0..<count).map { products[(row + 1) * width + $0 + 1] }
      },
      cross: (0..<count).map { products[($0 + 1) * width] }, length: position.length)
    for part in [1, 0.5, 0.25, 0.1, 0.01, 0] {
      let bounds = zip(problem.bounds, values).map { bound, value in
        let (below, above) = (bound.lower - value, bound.upper - value)
        return (lower: below > 0 ? part * below : below, upper: above < 0 ? part * above : above)
      }
      if let found = program.multipliers(bounds: bounds) { return found }
    }
    return Array(repeating: 0, count: count)
  }

  private func products(
    _ rows: [Double], _ steps: [Double], count: Int, size: Int
  ) -> [Double] {
    var result = Array(repeating: 0.0, count: count * count)
    var product = MatrixProduct(rows: count, columns: count, inner: size)
    product.rightIsTransposed = true
    var target = result.mutableSpan
    product.apply(rows.span, steps.span, to: &target)
    return result
  }

  private func squaredLength(_ products: [Double], _ factors: [Double]) -> Double {
    let count = factors.count
    var sum = 0.0
    for row in 0..<count {
      for column in 0..<count {
        sum += factors[row] * factors[column] * products[row * count + column]
      }
    }
    return max(0, sum)
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
