/// How a fair set is made so that it protects single records.
package struct PrivateFairPlan: Equatable, Sendable {
  /// The zero-concentrated privacy that is spent in all.
  package var rho: Double
  /// The norm that each record's coordinates are clipped to.
  package var clip: Double
  /// The outer steps; all are taken, since stopping early would tell of the records.
  package var steps: Int

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - rho: The zero-concentrated privacy that is spent in all, above 0.
  ///   - clip: The norm that each record's coordinates are clipped to, above 0.
  ///   - steps: The outer steps, at least 1.
  package init(rho: Double, clip: Double, steps: Int = 40) {
    precondition(rho > 0 && clip > 0 && steps > 0, "rho \(rho), clip \(clip), \(steps) steps")
    (self.rho, self.clip, self.steps) = (rho, clip, steps)
  }

  /// The share of the budget for the sizes of groups and labels.
  static let countShare = 0.1
  /// The share for the sums of which constraints on scores are made, once.
  static let sumShare = 0.3
  /// The share, over all steps, for the means of smoothed decisions and their slopes.
  static let meanShare = 0.5
}

/// Finds a client's set so that it protects single records: private data enter only through noisy vectors.
///
/// Claim: rho-zCDP for adding or removing one record of the client. What is learnt of the records is
/// (1) the noisy number of records of each combination of groups and label;
/// (2) for constraints on scores, once, the noisy sums of clipped coordinates of each combination;
/// (3) in each step the noisy sum of the clipped gradients of the loss, and for constraints on smoothed decisions the noisy sums of
/// these and of their clipped gradients; for perceptrons scores are such decisions too.
/// The parameters at which a step learns are the minimum of a set that earlier noisy vectors led to, and so public. Boxes, scales and levels
/// are declared; the labels' mix is declared; all steps are taken without a look at the records' loss; levels are settled so that the
/// model stays. None of these spends anything.
package struct PrivateFairSet: Sendable {
  /// The released points.
  package let points: PointSet
  /// The constraints' rows.
  package let rows: [ConstraintRow]
  /// The last noisy values of the rows, after the last step but one.
  package let noisyValues: [Double]

  /// A combination counts as empty where fewer records are told of than so many standard deviations of the noise.
  private static let emptyDeviations = 3.0

  /// Makes the set.
  ///
  /// - Parameters:
  ///   - records: The client's records; coordinates by declared columns.
  ///   - constraints: The fairness constraints.
  ///   - space: Where points may be.
  ///   - plans: What the set shall be, and what may be spent.
  ///   - learner: The model that the set is for.
  ///   - start: Points x width to begin with; they know nothing of any record.
  ///   - noise: Where noisy vectors come from.
  /// - Throws: `BilevelError` where no two groups are left to compare; `PrivacyError` where the budget is exceeded; what keeping throws.
  package init(
    _ records: LocalRecords, constraints: [FairnessConstraint], space: PointSpace,
    plans: (set: FairSetPlan, privacy: PrivateFairPlan), for learner: PrivateLearner = .logistic,
    from start: [Double], noise: inout NoisyVectors
  ) throws {
    let network = learner.network(width: space.width)
    var guarded = GuardedClient(records, plan: plans.privacy, network: network)
    let cells = try guarded.cells(from: &noise, emptyBelow: Self.emptyDeviations)
    let sample = ClientSample(
      cells: cells, attributes: records.attributes.map { ($0.name, $0.levels) },
      width: records.width)
    let set = try ConstraintSet(constraints, on: sample)
    let problem = FairSetProblem(
      sample: sample, constraints: set, space: space, labels: plans.set.labels,
      ridge: plans.set.ridge, outerRidge: plans.set.outerRidge,
      learnsWeights: plans.set.learnsWeights,
      weights: Array(repeating: 1, count: plans.set.points),
      settled: Array(repeating: false, count: plans.set.points))
    var variables = problem.projected(
      start
        + (plans.set.learnsWeights ? Array(repeating: 1, count: plans.set.points) : []))
    let spending = PrivateSpending(
      plans.privacy, smoothings: set.smoothings, hasConstraints: !set.rows.isEmpty,
      isLinear: network.layers == 1)
    if spending.sums > 0 { try guarded.publishSums(from: &noise, cells: cells, rho: spending.sums) }
    var values: [Double] = []
    var model: (any InnerModel)?
    for step in 0..<plans.privacy.steps {
      try Task.checkCancellation()
      let points = problem.points(variables)
      let inner = try learner.model(of: points, ridge: plans.set.ridge, near: model?.parameters)
      model = inner
      let linear = try guarded.linearisation(
        at: inner.parameters, of: points, step, set, cells, from: &noise, spending: spending)
      values = set.values(linear.evaluation)
      variables =
        try Self.moved(
          variables, by: problem, at: inner, linear, length: plans.set.sequential.length,
          progress: Double(step) / Double(plans.privacy.steps), radius: plans.set.radius)
    }
    points = try Self.settled(
      variables, of: problem, for: learner, near: model?.parameters, plans.set)
    (rows, noisyValues) = (set.rows, values)
  }

  /// The points with whole levels, whose model is to stay what the noisy steps led to; no record is read.
  private static func settled(
    _ variables: [Double], of problem: FairSetProblem, for learner: PrivateLearner,
    near parameters: [Double]?, _ plan: FairSetPlan
  ) throws -> PointSet {
    guard problem.space.hasLevels else { return problem.points(variables) }
    let last = try learner.model(
      of: problem.points(variables), ridge: plan.ridge, near: parameters)
    let keeping = KeptModel(geometry: problem, learner: learner, parameters: last.parameters)
    return problem.points(
      try keeping.settling(
        variables, from: .init(model: last), rounds: plan.roundingRounds, plan: plan.settling
      ).variables)
  }

  /// The variables after one step; later steps are shorter, so that noise is averaged out.
  private static func moved(
    _ variables: [Double], by problem: FairSetProblem, at inner: any InnerModel,
    _ linear: GuardedClient.Linearisation, length: Double, progress: Double, radius: Double
  ) throws -> [Double] {
    let set = problem.constraints
    let gradients = try problem.gradients(
      at: variables, inner,
      functions: problem.penalised(linear.loss, at: inner)
        + set.gradients(linear.means, width: inner.parameters.count))
    let shrinkage = 1 / (1 + 2 * progress)
    let trial = try problem.trial(
      from: variables, .init(model: inner, evaluation: linear.evaluation),
      (gradients, set.values(linear.evaluation)), within: (length * shrinkage, radius * shrinkage))
    return trial?.variables ?? variables
  }
}
