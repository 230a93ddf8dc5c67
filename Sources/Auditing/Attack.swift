public import Settings

/// What an attacker is taken to know and to be able to do.
public struct ThreatModel: Equatable, Sendable {
  /// What the attacker sees of the audited model.
  public let access: String
  /// What else the attacker has.
  public let knowledge: String

  /// Creates a threat model.
  ///
  /// - Parameters:
  ///   - access: What the attacker sees of the audited model.
  ///   - knowledge: What else the attacker has.
  public init(access: String, knowledge: String) {
    self.access = access
    self.knowledge = knowledge
  }
}

/// What an attack says about itself.
public struct AttackDeclaration: Equatable, Sendable {
  /// The attack's name, version and summary.
  public let part: Declaration
  /// Under what threat model it is meant.
  public let threatModel: ThreatModel
  /// Where it was published, with the equation.
  public let source: String
  /// True where a record's score never falls when the target's signal of that record becomes more member-like.
  public let isMonotone: Bool
  /// A decision threshold that the attack's own theory fixes; nil where it is calibrated on shadows.
  public let fixedThreshold: Double?

  /// Creates a declaration.
  ///
  /// - Parameters:
  ///   - part: The attack's name, version and summary.
  ///   - threatModel: Under what threat model it is meant.
  ///   - source: Where it was published.
  ///   - isMonotone: Whether scores follow the target's signal record by record.
  ///   - fixedThreshold: A threshold that the theory fixes.
  public init(
    _ part: Declaration, threatModel: ThreatModel, source: String, isMonotone: Bool,
    fixedThreshold: Double? = nil
  ) {
    self.part = part
    self.threatModel = threatModel
    self.source = source
    self.isMonotone = isMonotone
    self.fixedThreshold = fixedThreshold
  }
}

/// A membership attack: a pure function of signals.
///
/// An attack never trains or queries the target and never sees the membership of a record that it scores.
public protocol Attack: Sendable {
  /// The attack's identity, threat model and source.
  static var declaration: AttackDeclaration { get }

  /// Reads the attack's settings.
  ///
  /// - Parameter settings: The attack's mapping in the suite.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws

  /// The signals that the attack needs.
  var requirements: Set<SignalRequirement> { get }

  /// Scores each record; higher is more member-like.
  ///
  /// - Parameter signals: At least the declared signals.
  /// - Returns: One finite score for each record.
  /// - Throws: `AuditingError` where the signals do not allow the attack.
  func scores(for signals: Signals) throws -> [Double]
}

extension Attack {
  /// The name by which suites and results refer to the attack.
  public static var name: String { declaration.part.name }
}

/// An attack that can say how rare a record's score is among records that the audited model never saw.
public protocol PopulationCalibrated: Attack {
  /// Each record's p-value under "the model never saw it": (1 + n) / (1 + N), where n of N population records score at least as high.
  ///
  /// Where a record that the model never saw is exchangeable with those of the population, P(p <= t) <= t for every t. One p-value says
  /// nothing about another: all of them rest on the same population.
  ///
  /// - Parameter signals: At least the declared signals.
  /// - Returns: One number above 0 and at most 1 for each record; lower is more member-like.
  /// - Throws: `AuditingError` where the signals do not allow it.
  func pValues(for signals: Signals) throws -> [Double]
}
