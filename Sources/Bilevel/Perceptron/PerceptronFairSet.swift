package import Statistics

/// How a fair set for a perceptron is found.
package struct PerceptronPlan: Equatable, Sendable {
  /// The units of each hidden layer.
  package var hidden: [Int]
  /// How hypergradients are found.
  package var method: HypergradientMethod
  /// The rate of Adam on the points.
  package var rate: Double

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - hidden: The units of each hidden layer, at least one layer.
  ///   - method: How hypergradients are found.
  ///   - rate: The rate of Adam on the points.
  package init(
    hidden: [Int], method: HypergradientMethod = .conjugateGradient, rate: Double = 0.05
  ) {
    precondition(!hidden.isEmpty && rate > 0, "hidden \(hidden), rate \(rate)")
    (self.hidden, self.method, self.rate) = (hidden, method, rate)
  }
}

/// Finds a client's synthetic set for a tanh perceptron, by an augmented Lagrangian and Adam.
///
/// The perceptron's minimum is followed from set to set, so that the hypergradient is of one branch of minima. What is said of fairness and loss holds for that
/// branch; a server that trains from elsewhere may find another.
package struct PerceptronFairSetSolver: Sendable {
  private let sample: ClientSample
  private let constraints: ConstraintSet
  private let space: PointSpace
  private let plan: FairSetPlan
  private let perceptron: PerceptronPlan
  private let network: TanhNetwork

  /// How many steps there are between two updates of the multipliers.
  private static let stepsOfRound = 20
  /// The most steps of the perceptron's own training.
  package static let innerSteps = 200
  /// How many steps there are between two checkpoints.
  private static let checkpointSteps = 25
  /// The penalty on violations at the start, its growth and its end.
  private static let penalties = (start: 5.0, growth: 2.0, end: 1e4)

  /// Prepares the search.
  ///
  /// - Parameters:
  ///   - sample: The client's records.
  ///   - constraints: The fairness constraints; none for loss alone.
  ///   - space: Where points may be.
  ///   - plan: What the set shall be; levels are settled at once.
  ///   - perceptron: The perceptron.
  /// - Throws: `BilevelError` where the client has one label or one group only.
  package init(
    _ sample: ClientSample, constraints: [FairnessConstraint], space: PointSpace,
    plan: FairSetPlan, perceptron: PerceptronPlan
  ) throws(BilevelError) {
    guard Set(sample.cells.map(\.label)).count == 2 else {
      throw BilevelError(
        "\(sample.count) records of one label only: nothing to learn; leave the client out")
    }
    (self.sample, self.space) = (sample, space)
    (self.plan, self.perceptron) = (plan, perceptron)
    self.constraints = try ConstraintSet(constraints, on: sample)
    network = TanhNetwork(width: space.width, hidden: perceptron.hidden)
  }

  /// Who keeps what a stopped run must not lose, and who watches.
  package typealias Surroundings = SearchSurroundings<Checkpoint>

  /// Where steps stand: everything that later ones depend on, so that a resumed run comes to the same bytes.
  package struct Checkpoint: Equatable, Sendable, Codable {
    fileprivate struct Best: Equatable, Sendable, Codable {
      let variables: [Double]
      let quality: FairSet.Quality
    }

    fileprivate var adam: AdamSteps
    fileprivate var lagrangian: AugmentedLagrangian
    fileprivate var parameters: [Double]
    fileprivate var before: [Double]
    fileprivate var trace: [OuterStep] = []
    fileprivate var best: Best?
  }

  /// Searches for the set.
  ///
  /// - Parameters:
  ///   - start: Points x width to begin with.
  ///   - generator: What the perceptron's first parameters are drawn from.
  ///   - surroundings: Who keeps checkpoints, and who watches.
  /// - Returns: The set, the best that was met: least violation, then least loss.
  /// - Throws: `BilevelError` where numbers are not finite; `CancellationError`; what keeping throws.
  package func solve(
    from start: [Double], using generator: inout SeededGenerator,
    surroundings: Surroundings = Surroundings()
  ) throws -> FairSet {
    let variables =
      start + (plan.learnsWeights ? Array(repeating: 1, count: plan.points) : [])
    var search =
      try surroundings.load()
      ?? Checkpoint(
        adam: AdamSteps(variables, rate: perceptron.rate),
        lagrangian: AugmentedLagrangian(constraints.rows, penalty: Self.penalties.start),
        parameters: network.start(using: &generator), before: start)
    guard search.adam.coefficients.count == variables.count else {
      throw BilevelError(
        "what was kept holds \(search.adam.coefficients.count) numbers for \(variables.count) variables; use another cache"
      )
    }
    while search.trace.count <= plan.steps {
      try Task.checkCancellation()
      try advance(&search)
      if let last = search.trace.last { surroundings.told(last) }
      if search.trace.count.isMultiple(of: Self.checkpointSteps) { try surroundings.keep(search) }
    }
    guard let best = search.best else { throw BilevelError("no step was taken; raise 'steps'") }
    let coordinates = plan.points * space.width
    let settled = points(
      space.rounded(
        Array(best.variables.prefix(coordinates)),
        where: Array(repeating: true, count: plan.points))
        + best.variables.dropFirst(coordinates))
    return FairSet(
      points: settled, rows: constraints.rows, relaxed: best.quality,
      released: quality(try state(settled, from: search.parameters).evaluation),
      trace: search.trace, outcome: .allSteps)
  }

  /// Judges the points, takes them down where they are the best so far, and takes a step.
  private func advance(_ search: inout Checkpoint) throws {
    let step = search.trace.count
    let points = points(search.adam.coefficients)
    let state = try state(points, from: search.parameters)
    search.parameters = state.inner.parameters
    let quality = quality(state.evaluation)
    if search.best.map({ quality.isBetter(than: $0.quality) }) ?? true {
      search.best = .init(variables: search.adam.coefficients, quality: quality)
    }
    search.trace.append(
      OuterStep(
        number: step, objective: quality.loss, violation: quality.violation,
        constraints: quality.constraints,
        move: norm(zip(points.features, search.before).map { $0 - $1 })))
    search.before = points.features
    if step > 0, step.isMultiple(of: Self.stepsOfRound) {
      search.lagrangian.update(
        quality.constraints, growth: Self.penalties.growth, end: Self.penalties.end)
    }
    search.adam.step(gradient(state, search.lagrangian.multipliers(quality.constraints)))
    search.adam.coefficients = projected(search.adam.coefficients)
  }

  /// Coordinates into their space, weights into the bounds that regression's have.
  private func projected(_ variables: [Double]) -> [Double] {
    let coordinates = plan.points * space.width
    return space.projected(Array(variables.prefix(coordinates)))
      + variables.dropFirst(coordinates).map { min(max($0, 0), FairSetProblem.largestWeight) }
  }

  private typealias State = (
    inner: PerceptronInner, pass: TanhNetwork.Pass, evaluation: ClientSample.Evaluation
  )

  /// The points that variables stand for: coordinates, then weights where they are learned.
  private func points(_ variables: [Double]) -> PointSet {
    let coordinates = plan.points * space.width
    return PointSet(
      features: Array(variables.prefix(coordinates)), labels: plan.labels,
      weights: plan.learnsWeights
        ? Array(variables.dropFirst(coordinates)) : Array(repeating: 1, count: plan.points),
      width: space.width)
  }

  private func state(_ points: PointSet, from parameters: [Double]) throws -> State {
    let inner = try PerceptronInner(network, points, ridge: plan.ridge, at: parameters)
      .minimised(steps: Self.innerSteps)
    let pass = network.forward(inner.parameters, rows: sample.design)
    return (
      inner, pass, sample.evaluate(scores: pass.scores, smoothings: constraints.smoothings)
    )
  }

  private func quality(_ evaluation: ClientSample.Evaluation) -> FairSet.Quality {
    let values = constraints.values(evaluation)
    return FairSet.Quality(
      loss: evaluation.loss, accuracy: evaluation.accuracy, constraints: values,
      violation: constraints.violation(values), worst: constraints.worst(values))
  }

  private func gradient(_ state: State, _ multipliers: [Double]) -> [Double] {
    var factors = Array(repeating: 0.0, count: state.evaluation.means.count)
    for (row, multiplier) in zip(constraints.rows, multipliers) where multiplier != 0 {
      for place in factors.indices { factors[place] += multiplier * row.factors[place] }
    }
    let scores = sample.scoreGradient(
      at: state.evaluation, factors: factors, smoothings: constraints.smoothings)
    let own = network.backward(state.inner.parameters, state.pass, scores: scores).parameters
    let outer = zip(own, state.inner.parameters).map { $0 + plan.outerRidge * $1 }
    let found = state.inner.hypergradient(of: outer, by: perceptron.method)
    return space.tangent(found.features) + (plan.learnsWeights ? found.weights : [])
  }
}

extension FairSet.Quality {
  /// What counts as no violation when sets are compared.
  private static let negligible = 1e-3

  fileprivate func isBetter(than other: Self) -> Bool {
    let (own, others) = (max(violation, Self.negligible), max(other.violation, Self.negligible))
    return own == others ? loss < other.loss : own < others
  }
}
