package import Settings

extension TableDebiasingPlan {
  /// What the data are brought to.
  private enum Aim: String, CaseIterable { case given, umda, mimic, cga }

  /// Reads the plan.
  ///
  /// - Parameter settings: The mapping that holds the keys; they are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    self.init(
      attributes: try settings.texts(
        "attributes", count: 1...100,
        "'label', groups, categorical features, or intersections such as 'sex x label'"))
    priors = try Self.priors(&settings)
    let aim = try settings.choice(
      "prior", default: Aim.given,
      "the priors as given, or what a search finds the data can be brought to for its cost")
    estimator = distributionEstimators.first { $0.name == aim.rawValue }?.init(SearchPlan())
    cost = try settings.number(
      "cost", default: 0.1, in: 0...1e6,
      "nats of bias that doubling the data must be worth; of a searched prior")
    smoothing = try settings.number(
      "smoothing", default: 0.5, in: 1e-9...1e6, "what is added to each level's count")
    direction = try settings.choice(
      "divergence", default: AttributeBias.Direction.priorFromData,
      "KL(prior || data), or KL(data || prior)")
    try readLoop(&settings)
    guidance = try settings.numbers(
      "guidance", default: [0], in: 0...100, count: 1...100,
      "how much more levels weigh than was learnt: one number, or one for each single attribute")
    generator = try settings.choice(
      "generator", default: .diffusion,
      "diffusion of tables or of images, or copies of the records with the levels")
    var own = try settings.section("diffusion", "shape and training of the diffusion of tables")
    diffusion = try TableDiffusionPlan(&own)
    try own.finish()
    var ofImages = try settings.section("images", "shape and training of the diffusion of images")
    images = try ImageGeneratorPlan(&ofImages)
    try ofImages.finish()
  }

  private mutating func readLoop(_ settings: inout Settings) throws {
    loop.threshold = try settings.number(
      "rho", default: 1e-4, in: 1e-15...1e3, "total bias in nats below which the loop stops")
    loop.batch = try settings.integer(
      "batch", default: 0, in: 0...10_000_000,
      "records generated at a time; 0 for a hundredth of the members")
    loop.descents = try settings.integer(
      "descents", default: 50, in: 1...100_000, "steps of descent before each batch")
    loop.rate = try settings.number(
      "rate", default: 1, in: 1e-6...100,
      "how far the steepest logit moves in the first step of a descent")
    loop.stepLimit = try settings.integer(
      "steps", default: 1_000, in: 1...1_000_000, "batches at most")
    loop.countLimit = try settings.integer(
      "limit", default: 0, in: 0...1_000_000_000,
      "generated records at most; 0 for ten times the members")
  }

  private static func priors(_ settings: inout Settings) throws -> [String: [String: Double]] {
    var priors: [String: [String: Double]] = [:]
    for entry in try settings.sections(
      "priors", "attribute: {shares: {level: mass}}; else all levels alike")
    {
      var own = entry.settings()
      let shares = try own.textMap("shares", "the mass of each level; missing levels have none")
      try own.finish()
      var masses: [String: Double] = [:]
      for (level, text) in shares {
        guard let mass = Double(text), mass >= 0, mass.isFinite else {
          throw entry.error("the share of '\(level)' is '\(text)'; write a number of 0 or more")
        }
        masses[level] = mass
      }
      priors[entry.name] = masses
    }
    return priors
  }
}
