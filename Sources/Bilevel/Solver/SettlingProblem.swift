/// A problem in points whose levels are made whole.
protocol SettlingProblem: OuterProblem {
  /// Points whose levels stay as they are.
  var settled: [Bool] { get set }

  /// The variables with the levels of settled points whole.
  func whole(_ variables: [Double]) -> [Double]
}

extension SettlingProblem {
  /// Makes levels whole, a share of the points at a time, and improves what is still free after each.
  ///
  /// - Parameters:
  ///   - variables: The variables, levels as shares.
  ///   - state: The state there.
  ///   - rounds: The rounds; 0 makes all whole at once and improves nothing.
  ///   - plan: How what is free is improved after each round.
  /// - Returns: The variables with whole levels, and the state there.
  /// - Throws: What the problem throws; `CancellationError`.
  func settling(
    _ variables: [Double], from state: State, rounds: Int, plan: SequentialPlan
  ) throws -> (variables: [Double], state: State) {
    var (problem, variables, state) = (self, variables, state)
    let shares = max(1, rounds)
    for round in 1...shares {
      for point in settled.indices where point * shares < round * settled.count {
        problem.settled[point] = true
      }
      let whole = problem.whole(variables)
      guard rounds > 0 else { return (whole, try problem.state(at: whole, near: state)) }
      var improving = try SequentialQuadratic(problem, from: whole, plan: plan)
      while try improving.advance() { try Task.checkCancellation() }
      (variables, state) = (improving.position.variables, improving.state)
    }
    return (variables, state)
  }
}
