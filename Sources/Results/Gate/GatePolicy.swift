import Auditing
package import Settings

/// A risk appetite that a machine can judge a run by.
package struct GatePolicy: Equatable, Sendable {
  /// What happens with the claims about epsilon that a run was given.
  package enum Claims: String, CaseIterable, Sendable {
    /// A contradicted claim fails, and so does a run without a claim that was judged.
    case required
    /// A contradicted claim fails.
    case checked
    /// Claims are not looked at.
    case ignored
  }

  /// The name that reports show.
  package let name: String
  /// The probability of a false "fail" over all regressions together.
  package let level: Double
  /// How the regressions' p-values are adjusted.
  package let correction: Correction
  /// The fewest records behind a value that is judged.
  package let records: Int
  /// The attacks that must have run, by their labels.
  package let attacks: [String]
  /// What happens with claims about epsilon.
  package let claims: Claims
  /// Whether a baseline on other data is compared, as an independent run.
  package let otherData: Bool
  /// Inputs that are audited themselves and so may differ from the baseline's.
  package let changing: [String]
  /// Limits on values or their intervals' ends.
  package let limits: [GateLimit]
  /// Allowed changes against the baseline.
  package let regressions: [GateRegression]

  /// Reads a policy.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The file's name in messages.
  /// - Throws: `SettingsError` naming the line of what is not allowed.
  package init(yaml: String, file: String) throws {
    var settings = try Settings(yaml: yaml, file: file)
    try self.init(&settings)
    try settings.finish()
  }

  /// Reads the keys of a policy.
  ///
  /// - Parameter settings: The policy's root.
  /// - Throws: `SettingsError` naming the line of what is not allowed.
  package init(_ settings: inout Settings) throws {
    name = try settings.text("name", default: "policy", "what reports call the policy")
    level = try settings.number(
      "level", default: 0.05, in: 1e-6...0.5, "probability of a false fail over all regressions")
    correction = try settings.choice(
      "correction", default: .holm, "how the regressions' p-values are adjusted")
    records = try settings.integer(
      "records", default: 0, in: 0...Int.max,
      "fewest records behind a value; fewer are investigated")
    attacks = try settings.texts(
      "attacks", default: [], count: 0...1000, "labels of attacks that must have run")
    claims = try settings.choice(
      "claims", default: .checked, "what happens with claimed epsilons that the run judged")
    otherData = try settings.boolean(
      "otherData", default: false, "whether a baseline on other data is compared, as independent")
    changing = try settings.texts(
      "changing", default: [], count: 0...1000,
      "names of inputs that are audited themselves and so may differ from the baseline's")
    limits = try settings.entries(
      "limits", "limits, each as 'METRIC: {max: ..., ...}'", required: false
    ).map { try GateLimit($0) }
    regressions = try settings.entries(
      "regressions", "allowed changes, each as 'METRIC: {by: ..., ...}'", required: false
    ).map { try GateRegression($0) }
    try checkRules(settings)
  }

  private func checkRules(_ settings: borrowing Settings) throws(SettingsError) {
    let isDescribed = settings.isDescription
    guard
      isDescribed || !attacks.isEmpty || !limits.isEmpty || !regressions.isEmpty
        || claims == .required
    else {
      throw settings.error(
        "limits",
        "the policy asks for nothing; write 'limits', 'regressions', 'attacks' or 'claims: required'"
      )
    }
    var names: Set<String> = []
    for (name, key) in limits.map({ ($0.name, "limits") })
      + regressions.map({ ($0.name, "regressions") })
    where !names.insert(name).inserted {
      throw settings.error(key, "two rules are named '\(name)'; give one of them another 'id'")
    }
  }
}

/// Which measurements a rule is about: patterns in which `*` stands for any text.
package struct GateSelection: Equatable, Sendable {
  /// The attack that stands for all primary ones, and for the model itself.
  static let primary = "primary"
  /// The stage that stands for the last one that has the measurement.
  static let last = "last"

  /// The metric's pattern.
  package let metric: String
  /// The attack's pattern; `primary`, or `-` for the model itself.
  package let attack: String
  /// The group's pattern.
  package let group: String
  /// The stage's pattern; `last`.
  package let stage: String

  init(metric: String, _ settings: inout Settings) throws {
    self.metric = metric
    attack = try settings.text(
      "attack", default: Self.primary,
      "label or pattern with *; 'primary' for the suite's primary attacks and metrics without attack, '-' for the latter alone"
    )
    group = try settings.text(
      "group", default: Measurement.all, "group or pattern, such as 'sex=*'")
    stage = try settings.text(
      "stage", default: Self.last, "stage or pattern; 'last' for the last that has the measurement")
  }

  /// What the rule is about, on one line.
  var text: String {
    [
      metric, attack == Self.primary ? nil : attack, group == Measurement.all ? nil : group,
      stage == Self.last ? nil : stage,
    ].compactMap(\.self).joined(separator: ", ")
  }
}

/// A limit on a value or its interval's end.
package struct GateLimit: Equatable, Sendable {
  /// What is held against the limit.
  package enum End: String, CaseIterable, Sendable {
    /// The value.
    case value
    /// The lower end of its interval.
    case low
    /// The upper end of its interval.
    case high
  }

  /// The rule's name, unique in its policy.
  package let name: String
  /// Which measurements it is about.
  package let selection: GateSelection
  /// The highest value that is accepted; nil for none.
  package let most: Double?
  /// The lowest value that is accepted; nil for none.
  package let least: Double?
  /// What is held against the limits.
  package let end: End
  /// The fewest records; the policy's own where it asks for more.
  package let records: Int

  init(_ entry: SettingsEntry) throws {
    var settings = entry.settings()
    try self.init(metric: entry.name, &settings)
    guard most != nil || least != nil else {
      throw entry.error("a limit on '\(entry.name)' needs 'max' or 'min'")
    }
    if let least, let most, least > most {
      throw entry.error("no value is at least \(least) and at most \(most)")
    }
    try settings.finish()
  }

  /// Reads the keys of a limit.
  package init(metric: String, _ settings: inout Settings) throws {
    selection = try GateSelection(metric: metric, &settings)
    most = try settings.optionalNumber(
      "max", in: -Double.infinity...Double.infinity, "highest accepted value")
    least = try settings.optionalNumber(
      "min", in: -Double.infinity...Double.infinity, "lowest accepted value")
    end = try settings.choice("of", default: .value, "what is held against the limits")
    records = try settings.integer("records", default: 0, in: 0...Int.max, "fewest records")
    name =
      try settings.optionalText("id", "the rule's name in reports") ?? "limit: \(selection.text)"
  }
}

/// An allowed change against the baseline.
package struct GateRegression: Equatable, Sendable {
  /// Which change is a regression.
  package enum Direction: String, CaseIterable, Sendable {
    /// A higher value, as of leakage or of a gap between groups.
    case up
    /// A lower value, as of accuracy.
    case down
    /// Either.
    case any
  }

  /// The rule's name, unique in its policy.
  package let name: String
  /// Which measurements it is about.
  package let selection: GateSelection
  /// The smallest change that fails, if it is significant as well.
  package let by: Double
  /// Which change is a regression.
  package let direction: Direction
  /// The fewest records; the policy's own where it asks for more.
  package let records: Int

  init(_ entry: SettingsEntry) throws {
    var settings = entry.settings()
    try self.init(metric: entry.name, &settings)
    try settings.finish()
  }

  /// Reads the keys of an allowed change.
  package init(metric: String, _ settings: inout Settings) throws {
    selection = try GateSelection(metric: metric, &settings)
    by = try settings.number(
      "by", in: 1e-9...Double.infinity, "smallest change that fails, if it is significant as well")
    direction = try settings.choice("direction", default: .up, "which change is a regression")
    records = try settings.integer("records", default: 0, in: 0...Int.max, "fewest records")
    name =
      try settings.optionalText("id", "the rule's name in reports")
      ?? "regression: \(selection.text)"
  }
}
