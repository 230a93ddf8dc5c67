import Bilevel
import Settings
import Statistics
import Tables

/// What an experiment says of clients and of their fair sets.
struct FairStagePlan: Sendable {
  /// The class that decisions are for; nil for the second of two.
  let positive: String?
  private(set) var constraints: [FairnessConstraint]
  private(set) var split: ClientSplit
  /// What is declared of columns.
  let declared: [String: TableSpace.Declared]
  let set: FairSetPlan
  /// Whether a client's points are in proportion to its records.
  let isProportional: Bool
  /// How often a point of weight 1 is released, where weights are learned.
  let copies: Int
  /// Attributes whose groups are told apart beside those of the constraints.
  var alsoJudged: [String] = []

  /// The attributes whose groups are told apart.
  var judged: [String] {
    var names: [String] = []
    for name in constraints.map(\.attribute) + alsoJudged where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  /// Reads the plan from a stage's settings.
  ///
  /// - Parameter settings: The stage's mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws {
    positive = try settings.optionalText(
      "positive", "the class that decisions are for; without one the second of two")
    constraints = try FairnessConstraint.list(&settings)
    var clients = try settings.section("clients", "how the members are divided among clients")
    split = try ClientSplit(&clients)
    try clients.finish()
    declared = try Self.declared(&settings)
    set = try Self.set(&settings)
    isProportional = try settings.boolean(
      "proportional", default: false,
      "whether clients' points are in proportion to their records, 'points' on average")
    copies =
      set.learnsWeights
      ? try settings.integer(
        "copies", default: 4, in: 1...100, "how often a point of weight 1 is released") : 1
  }

  /// Reads what is declared of columns.
  static func declared(
    _ settings: inout Settings
  ) throws -> [String: TableSpace.Declared] {
    var declared: [String: TableSpace.Declared] = [:]
    for entry in try settings.sections(
      "columns",
      "what is known of columns without the records: name: {low, high} of numbers, {levels} of categories"
    ) {
      var own = entry.settings()
      let low = try own.optionalNumber("low", in: -.infinity ... .infinity, "least value")
      let high = try own.optionalNumber("high", in: -.infinity ... .infinity, "largest value")
      let levels = try own.texts("levels", default: [], count: 0...100_000, "all levels")
      try own.finish()
      switch (low, high, levels.isEmpty) {
      case (let low?, let high?, true) where low < high: declared[entry.name] = .range(low...high)
      case (nil, nil, false): declared[entry.name] = .levels(levels)
      default: throw entry.error("give 'low' below 'high', or 'levels'")
      }
    }
    return declared
  }

  private static func set(_ settings: inout Settings) throws -> FairSetPlan {
    var plan = FairSetPlan(
      points: try settings.integer(
        "points", default: 200, in: 2...1_000_000, "synthetic records of a client"),
      ridge: try settings.number(
        "ridge", default: 0.05, in: 1e-8...1e3, "penalty of the model that learns the set"),
      steps: try settings.integer("steps", default: 200, in: 0...1_000_000, "most outer steps"))
    plan.positiveShare = try settings.number(
      "positiveShare", default: 0.5, in: 0...1, "share of a set's records of the positive class")
    plan.outerRidge = try settings.number(
      "outerRidge", default: 0, in: 0...1e3,
      "penalty of the same model in what its loss on the records is minimised with; as 'ridge' where records are few"
    )
    plan.length = try settings.number(
      "stepLength", default: 0.25, in: 1e-6...1e6, "length of a step for each synthetic record")
    plan.radius = try settings.number(
      "radius", default: 2, in: 1e-6...1e9, "trust radius at the start")
    plan.tolerance = try settings.number(
      "tolerance", default: 1e-6, in: 0...1,
      "steps end where the merit falls by less over ten of them, relative to it; 0 never")
    plan.learnsWeights = try settings.boolean(
      "weights", default: false, "whether weights of synthetic records are learned too")
    plan.roundingRounds = try settings.integer(
      "roundingRounds", default: 5, in: 0...1000,
      "rounds in which levels are made whole and the rest is improved; 0 makes all whole at once")
    return plan
  }

  /// The same plan for all records as one client's.
  func undivided(named name: String) -> FairStagePlan {
    var plan = self
    plan.split = .single(named: name)
    return plan
  }

  /// The same plan without constraints.
  var unconstrained: FairStagePlan {
    var plan = self
    plan.constraints = []
    return plan
  }

  /// The plan of one client's set.
  func set(of client: LocalRecords, among all: [LocalRecords]) -> FairSetPlan {
    guard isProportional else { return set }
    var own = set
    let mean = Double(all.reduce(0) { $0 + $1.count }) / Double(all.count)
    own.points = max(2, Int((Double(set.points) * Double(client.count) / mean).rounded()))
    return own
  }
}
