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
  private static let innerSteps = 200
  /// The penalty on violations at the start, its growth and its end.
  private static let penalties = (start: 5.0, growth: 2.0, end: 1e4)

  /// Prepares the search.
  ///
  /// - Parameters:
  ///   - sample: The client's records.
  ///   - constraints: The fairness constraints; none for loss alone.
  ///   - space: Where points may be.
  ///   - plan: What the set shall be; weights are not learned, and levels are settled at once.
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

  /// Searches for the set.
  ///
  /// - Parameters:
  ///   - start: Points x width to begin with.
  ///   - generator: What the perceptron's first parameters are drawn from.
  ///   - told: Hears of steps.
  /// - Returns: The set, the best that was met: least violation, then least loss.
  /// - Throws: `BilevelError` where numbers are not finite; `CancellationError`.
  package func solve(
    from start: [Double], using generator: inout SeededGenerator,
    told: (OuterStep) -> Void = { _ in }
  ) throws -> FairSet {
    var lagrangian = AugmentedLagrangian(constraints.rows, penalty: Self.penalties.start)
    var adam = AdamSteps(start, rate: perceptron.rate)
    var parameters = network.start(using: &generator)
    var best: (points: PointSet, quality: FairSet.Quality)?
    var (trace, before) = ([OuterStep](), start)
    for step in 0...plan.steps {
      try Task.checkCancellation()
      let points = self.points(adam.coefficients)
      let state = try state(points, from: parameters)
      parameters = state.inner.parameters
      let quality = quality(state.evaluation)
      if best.map({ quality.isBetter(than: $0.quality) }) ?? true { best = (points, quality) }
      trace.append(
        OuterStep(
          number: step, objective: quality.loss, violation: quality.violation,
          move: norm(zip(points.features, before).map { $0 - $1 })))
      if let last = trace.last { told(last) }
      before = points.features
      if step > 0, step.isMultiple(of: Self.stepsOfRound) {
        lagrangian.update(
          quality.constraints, growth: Self.penalties.growth, end: Self.penalties.end)
      }
      adam.step(gradient(state, lagrangian.multipliers(quality.constraints)))
      adam.coefficients = space.projected(adam.coefficients)
    }
    guard let best else { throw BilevelError("no step was taken; raise 'steps'") }
    let settled = self.points(
      space.rounded(
        best.points.features, where: Array(repeating: true, count: plan.points)))
    return FairSet(
      points: settled, rows: constraints.rows, relaxed: best.quality,
      released: quality(try state(settled, from: parameters).evaluation), trace: trace,
      outcome: .allSteps)
  }

  private typealias State = (
    inner: PerceptronInner, pass: TanhNetwork.Pass, evaluation: ClientSample.Evaluation
  )

  private func points(_ features: [Double]) -> PointSet {
    PointSet(features: features, labels: plan.labels, width: space.width)
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
    let found = state.inner.hypergradient(of: outer, by: perceptron.method).features
    return space.tangent(found)
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

/// Penalties and multipliers of bounds on values.
private struct AugmentedLagrangian {
  private let rows: [ConstraintRow]
  private var estimates: [Double]
  private var penalty: Double
  private var violation = Double.infinity

  init(_ rows: [ConstraintRow], penalty: Double) {
    (self.rows, self.penalty) = (rows, penalty)
    estimates = rows.map { _ in 0 }
  }

  /// The factor of each row's gradient: penalty x the distance of value + estimate / penalty from the bounds, with its sign.
  func multipliers(_ values: [Double]) -> [Double] {
    zip(rows, zip(values, estimates)).map { row, pair in
      let shifted = pair.0 + pair.1 / penalty
      return penalty * (shifted - min(max(shifted, row.lower), row.upper))
    }
  }

  /// Takes the factors for the estimates, and raises the penalty where violations did not fall to a quarter.
  mutating func update(_ values: [Double], growth: Double, end: Double) {
    estimates = multipliers(values)
    let now = zip(rows, values).reduce(0) { $0 + $1.0.violation($1.1) }
    if now > violation / 4, now > 1e-4 { penalty = min(end, growth * penalty) }
    violation = now
  }
}
