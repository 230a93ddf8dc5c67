package import Settings

extension TableDiffusionPlan {
  /// Reads the plan.
  ///
  /// - Parameter settings: The mapping that holds the keys; they are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    try self.init(network: &settings)
    steps = try settings.integer(
      "noiseSteps", default: 100, in: 2...10_000, "steps from a record to noise")
    jumps = try settings.integer(
      "jumps", default: 100, in: 1...10_000, "jumps of sampling, at most the steps of noise")
  }

  /// Reads the network and its training alone.
  init(network settings: inout Settings) throws {
    self.init()
    hidden = try settings.integers(
      "hidden", default: [256, 256, 256], in: 1...8_192, count: 1...32,
      "width of each hidden layer")
    training.epochs = try settings.integer(
      "epochs", default: 100, in: 1...1_000_000, "passes over the members")
    training.batch = try settings.integer(
      "batch", default: 256, in: 1...1_000_000, "records in a step of training")
    training.rate = try settings.number(
      "rate", default: 1e-3, in: 1e-9...1, "learning rate of Adam, falling to 0")
    training.average = try settings.number(
      "average", default: 0.999, in: 0...0.999_999, "share of the parameters' average that stays")
    training.dropout = try settings.number(
      "conditionDropout", default: 0.15, in: 0...1,
      "chance of training without an attribute's level, which guidance needs")
    training.checkpoint = try settings.integer(
      "checkpoint", default: 10, in: 1...1_000_000, "epochs between checkpoints in the cache")
  }
}
