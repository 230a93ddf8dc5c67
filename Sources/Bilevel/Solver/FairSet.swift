import Foundation
package import Statistics

/// A client's synthetic set, and how it came about.
package struct FairSet: Sendable, Codable {
  /// What is told of a set on the client's own records.
  package struct Quality: Equatable, Sendable, Codable {
    /// The mean loss of the model that learnt the set.
    package let loss: Double
    /// The share of the client's records that it decides rightly.
    package let accuracy: Double
    /// The value of each constraint's row.
    package let constraints: [Double]
    /// The sum of the rows' distances from being allowed.
    package let violation: Double
    /// The largest of them.
    package let worst: Double
  }

  /// The points as they are released: levels settled.
  package let points: PointSet
  /// The constraints' rows.
  package let rows: [ConstraintRow]
  /// Before levels were settled.
  package let relaxed: Quality
  /// After levels were settled.
  package let released: Quality
  /// Every outer step.
  package let trace: [OuterStep]
  /// Why steps ended.
  package let outcome: OuterOutcome

  /// Whether all constraints hold for the relaxed points, to within the given distance.
  ///
  /// - Parameter tolerance: The largest distance that counts as holding.
  /// - Returns: Whether they do.
  package func isFeasible(within tolerance: Double = 1e-3) -> Bool { relaxed.worst <= tolerance }
}

/// Finds a client's synthetic set.
package struct FairSetSolver: Sendable {
  /// Who keeps what a stopped run must not lose, and who watches.
  package typealias Surroundings = SearchSurroundings<Checkpoint>

  /// Where steps stand.
  package struct Checkpoint: Equatable, Sendable, Codable {
    let position: SequentialQuadratic<FairSetProblem>.Position
    let coefficients: [Double]
  }

  /// How many steps there are between two checkpoints.
  private static let checkpointSteps = 25

  private let problem: FairSetProblem
  private let plan: FairSetPlan

  /// Prepares the search.
  ///
  /// - Parameters:
  ///   - sample: The client's records.
  ///   - constraints: The fairness constraints; none for loss alone.
  ///   - space: Where points may be.
  ///   - plan: What the set shall be.
  /// - Throws: `BilevelError` where the client has one label or one group only.
  package init(
    _ sample: ClientSample, constraints: [FairnessConstraint], space: PointSpace, plan: FairSetPlan
  ) throws(BilevelError) {
    precondition(space.width == sample.width, "\(space.width) coordinates for \(sample.width)")
    guard Set(sample.cells.map(\.label)).count == 2 else {
      throw BilevelError(
        "\(sample.count) records of one label only: nothing to learn; leave the client out")
    }
    self.plan = plan
    problem = FairSetProblem(
      sample: sample, constraints: try ConstraintSet(constraints, on: sample), space: space,
      labels: plan.labels, ridge: plan.ridge, outerRidge: plan.outerRidge,
      learnsWeights: plan.learnsWeights,
      weights: Array(repeating: 1, count: plan.points),
      settled: Array(repeating: false, count: plan.points))
  }

  /// Random points that know nothing of any record: standard normal numbers, and random shares of levels.
  ///
  /// - Parameters:
  ///   - space: Where points may be.
  ///   - count: How many.
  ///   - generator: What is drawn from; clients that share it start from the same points.
  /// - Returns: Points x width.
  package static func start(
    in space: PointSpace, count: Int, using generator: inout SeededGenerator
  ) -> [Double] {
    var features: [Double] = []
    for _ in 0..<count {
      for block in space.blocks {
        switch block {
        case .number(let lower, let upper):
          features.append(min(max(generator.normal(), lower), upper))
        case .levels(let count):
          let draws = (0..<count).map { _ in -logOfUniform(&generator) }
          let total = draws.reduce(0, +)
          features += draws.map { $0 / total }
        }
      }
      features.append(1)
    }
    return features
  }

  /// Searches for the set, settles levels, and reports what that cost.
  ///
  /// - Parameters:
  ///   - start: Points x width to begin with.
  ///   - surroundings: Who keeps checkpoints, and who watches.
  /// - Returns: The set.
  /// - Throws: `BilevelError` where numbers are not finite, `CancellationError`, and what keeping throws.
  /// - Complexity: O(m p^2 + p^3 + N p) for each outer step.
  package func solve(
    from start: [Double], surroundings: Surroundings = Surroundings()
  ) throws -> FairSet {
    let variables =
      start + (plan.learnsWeights ? Array(repeating: 1, count: plan.points) : [])
    var search = try search(from: variables, surroundings)
    try run(&search, surroundings)
    let relaxed = quality(search.state)
    let (settled, released) = try settle(search)
    return FairSet(
      points: settled, rows: problem.constraints.rows, relaxed: relaxed, released: released,
      trace: search.position.trace, outcome: search.outcome ?? .allSteps)
  }

  private func search(
    from variables: [Double], _ surroundings: Surroundings
  ) throws -> SequentialQuadratic<FairSetProblem> {
    guard let kept = try surroundings.load() else {
      return try SequentialQuadratic(problem, from: variables, plan: plan.sequential)
    }
    guard kept.position.variables.count == variables.count else {
      throw BilevelError(
        "what was kept holds \(kept.position.variables.count) numbers for \(variables.count) variables; use another cache"
      )
    }
    return try resumed(kept)
  }

  private func resumed(_ kept: Checkpoint) throws -> SequentialQuadratic<FairSetProblem> {
    let state = try problem.state(
      at: kept.position.variables, startingAt: kept.coefficients)
    return try SequentialQuadratic(
      problem, at: kept.position, plan: plan.sequential, near: state)
  }

  private func run(
    _ search: inout SequentialQuadratic<FairSetProblem>, _ surroundings: Surroundings
  ) throws {
    while try search.advance() {
      try Task.checkCancellation()
      let steps = search.position.trace.count - 1
      if let last = search.position.trace.last { surroundings.told(last) }
      guard steps.isMultiple(of: Self.checkpointSteps), search.outcome == nil else { continue }
      let checkpoint = Checkpoint(
        position: search.position, coefficients: search.state.model.parameters)
      try surroundings.keep(checkpoint)
      // What goes on from here is what a resumed run would go on from, to the last bit.
      search = try resumed(checkpoint)
    }
  }

  private func quality(_ state: FairSetProblem.State) -> FairSet.Quality {
    let values = problem.constraints.values(state.evaluation)
    return FairSet.Quality(
      loss: state.evaluation.loss, accuracy: state.evaluation.accuracy, constraints: values,
      violation: problem.constraints.violation(values), worst: problem.constraints.worst(values))
  }

  /// Makes levels whole.
  private func settle(
    _ search: SequentialQuadratic<FairSetProblem>
  ) throws -> (points: PointSet, quality: FairSet.Quality) {
    guard problem.space.hasLevels else {
      return (problem.points(search.position.variables), quality(search.state))
    }
    let settled = try problem.settling(
      search.position.variables, from: search.state, rounds: plan.roundingRounds,
      plan: plan.settling)
    return (problem.points(settled.variables), quality(settled.state))
  }
}

/// The logarithm of a uniform number above 0.
private func logOfUniform(_ generator: inout SeededGenerator) -> Double {
  log(1 - generator.uniform())
}
