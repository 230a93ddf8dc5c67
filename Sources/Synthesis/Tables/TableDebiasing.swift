package import Statistics
package import Tables

/// What a table is debiased by, and how.
package struct TableDebiasingPlan: Sendable {
  /// What makes records.
  package enum Generator: String, CaseIterable, Sendable { case diffusion, images, resampling }

  /// The attributes: `label`, groups, categorical features, or intersections such as `sex x label`.
  package var attributes: [String]
  /// The mass of each level, by attribute; all levels alike where an attribute is not named.
  package var priors: [String: [String: Double]] = [:]
  /// The algorithm that estimates what the data can be brought to, with the priors as reference; nil takes the priors themselves.
  package var estimator: (any DistributionEstimator)?
  /// The nats that doubling the data must be worth to an estimate.
  package var cost = 0.1
  /// What is added to each level's count.
  package var smoothing = 0.5
  /// Which divergence the bias is.
  package var direction = AttributeBias.Direction.priorFromData
  /// When the loop stops, and how it goes.
  package var loop = DebiasingPlan()
  /// What makes records.
  package var generator = Generator.diffusion
  /// For each single attribute how much more its level weighs than was learnt; one number stands for all.
  package var guidance = [0.0]
  /// The shape and training of the diffusion.
  package var diffusion = TableDiffusionPlan()
  /// The shape and training of the diffusion of images.
  package var images = ImageGeneratorPlan()

  /// Plans with the defaults.
  package init(attributes: [String]) { self.attributes = attributes }
}

/// A table with the records that were generated to debias it.
package struct TableDebiasing: Sendable {
  /// What surrounds a debiasing.
  package struct Surroundings: Sendable {
    /// How groups follow from the columns of generated records.
    package var rules: [GroupRule] = []
    /// Progress and checkpoints of the generator's training.
    package var training = TableDiffusion.Surroundings()
    /// Told after each batch.
    package var told: @Sendable (DebiasingStep) -> Void = { _ in }

    /// Creates surroundings in which nothing is told and nothing kept.
    package init() {}
  }

  /// The generated records, without groups.
  package let generated: Dataset
  /// The attributes with the priors that were aimed at.
  package let attributes: [AttributeBias]
  /// Every step of the loop.
  package let debiasing: Debiasing
  /// For each single attribute its name and the share of generated records that have the level asked for.
  package let agreement: [(name: String, share: Double)]
  /// The mean loss of each epoch of the generator's training; none where it learnt nothing.
  package let losses: [Double]

  /// Debiases.
  ///
  /// - Parameters:
  ///   - table: The records, at least one.
  ///   - plan: What is wanted.
  ///   - generator: Makes the generator of a purpose.
  ///   - surroundings: Rules, progress and checkpoints.
  /// - Throws: `SynthesisError` where attributes, priors or records do not fit; `CancellationError`.
  package init(
    _ table: Dataset, plan: TableDebiasingPlan, generator: (String) -> SeededGenerator,
    surroundings: Surroundings = Surroundings()
  ) throws {
    guard table.count > 0 else {
      throw SynthesisError("there is no record to debias; give at least one")
    }
    let set = try AttributeSet(plan.attributes, of: table, rules: surroundings.rules)
    guard [1, set.singles.count].contains(plan.guidance.count) else {
      throw SynthesisError(
        "\(plan.guidance.count) weights of guidance for \(set.singles.count) attributes; give one, or one for each"
      )
    }
    let counts = set.counts(set.combined(set.singles.map(\.codes)))
    attributes = try Self.attributes(set, counts, plan, generator)
    let (maker, losses) = try Self.maker(table, set, plan, generator, surroundings.training)
    var batches: [Dataset] = []
    var agreeing = set.singles.map { _ in 0 }
    var dealing = generator("levels")
    let guidance = set.singles.indices.map { plan.guidance[$0 % plan.guidance.count] }
    debiasing = try DebiasingLoop(BiasLoss(attributes), plan.loop).run(
      from: counts, using: &dealing, told: surroundings.told
    ) { wanted in
      let asked = set.divided(wanted)
      let batch = batches.count
      let made = try maker.records(wanted[0].count, levels: asked, guidance: guidance) {
        generator("batch \(batch)/\($0)")
      }
      batches.append(made)
      let found = set.found(in: made, asked: asked, rules: surroundings.rules)
      for (place, codes) in found.enumerated() {
        agreeing[place] += zip(codes, asked[place]).count { $0 == $1 }
      }
      return set.combined(found)
    }
    let none = table.selecting(rows: [])
    generated =
      try batches.first?.joining(Array(batches.dropFirst()))
      ?? Dataset(
        name: none.name, features: none.features, label: none.label, groups: [], sources: [],
        images: none.images)
    let total = Double(max(1, generated.count))
    agreement = zip(set.singles, agreeing).map { ($0.name, Double($1) / total) }
    self.losses = losses
  }

  /// The attributes with their priors, as given or as estimated.
  private static func attributes(
    _ set: AttributeSet, _ counts: [[Int]], _ plan: TableDebiasingPlan,
    _ generator: (String) -> SeededGenerator
  ) throws -> [AttributeBias] {
    for name in plan.priors.keys.sorted() where !set.members.contains(where: { $0.name == name }) {
      throw SynthesisError("there is a prior of '\(name)', which is none of the attributes")
    }
    let given = try set.members.map { member in
      try attribute(member.name, member.levels, prior: plan.priors[member.name], plan)
    }
    guard let estimator = plan.estimator else { return given }
    var own = generator("prior")
    let estimate = PriorEstimate(
      counts: counts, loss: BiasLoss(given), cost: plan.cost, by: estimator, using: &own)
    return try zip(given, estimate.shares).map { attribute, shares in
      try AttributeBias(
        name: attribute.name, levels: Array(zip(attribute.levels, shares)).map { ($0, $1) },
        smoothing: plan.smoothing, direction: plan.direction)
    }
  }

  private static func attribute(
    _ name: String, _ levels: [String], prior: [String: Double]?, _ plan: TableDebiasingPlan
  ) throws(SynthesisError) -> AttributeBias {
    for level in prior?.keys.sorted() ?? [] where !levels.contains(level) {
      throw SynthesisError(
        "the prior of '\(name)' names the level '\(level)'; its levels are \(levels.joined(separator: ", "))"
      )
    }
    return try AttributeBias(
      name: name, levels: levels.map { level in (level, prior.map { $0[level] ?? 0 } ?? 1) },
      smoothing: plan.smoothing, direction: plan.direction)
  }

  /// What makes records, and the losses of its training.
  private static func maker(
    _ table: Dataset, _ set: AttributeSet, _ plan: TableDebiasingPlan,
    _ generator: (String) -> SeededGenerator, _ surroundings: TableDiffusion.Surroundings
  ) throws -> (any RecordGenerator, [Double]) {
    switch plan.generator {
    case .resampling: return (Resampling(of: table, attributes: set.singles), [])
    case .diffusion:
      let model = try TableDiffusion(
        learningFrom: table, attributes: set.singles, plan: plan.diffusion, generator: generator,
        surroundings: surroundings)
      return (model, model.losses)
    case .images:
      let model = try ImageGenerator(
        learningFrom: table, attributes: set.singles, plan: plan.images, generator: generator,
        surroundings: surroundings)
      return (model, model.losses)
    }
  }
}
