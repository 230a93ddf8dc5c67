/// What is claimed of the differential privacy of something published, and what was spent on it.
///
/// It names no record and no outcome; everything in it may be published.
public struct PrivacyAccount: Hashable, Sendable, Codable {
  /// Something that was learnt from the records.
  public struct Expense: Hashable, Sendable, Codable {
    /// What was learnt, such as the noisy counts of two columns.
    public let label: String
    /// The mechanism with its noise and sensitivity.
    public let mechanism: String
    /// Its cost in zero-concentrated privacy; nil where the account adds up otherwise.
    public let rho: Double?

    /// Creates an expense.
    ///
    /// - Parameters:
    ///   - label: What was learnt.
    ///   - mechanism: The mechanism with its noise and sensitivity.
    ///   - rho: Its cost in zero-concentrated privacy.
    public init(_ label: String, mechanism: String, rho: Double? = nil) {
      (self.label, self.mechanism, self.rho) = (label, mechanism, rho)
    }
  }

  /// The claimed ε in nats.
  public let epsilon: Double
  /// The claimed δ.
  public let delta: Double
  /// The zero-concentrated privacy that was spent; nil where the account adds up otherwise.
  public let rho: Double?
  /// Which two datasets are called neighbours, with the unit that is protected.
  public let relation: String
  /// The rule that adds up.
  public let accountant: String
  /// Where the noise came from.
  public let noise: String
  /// Whether nobody can repeat the noise; the claim holds only then.
  public let isPrivate: Bool
  /// What was learnt, in order.
  public let expenses: [Expense]

  /// Creates an account.
  ///
  /// - Parameters:
  ///   - claim: The claimed ε and δ.
  ///   - rho: The zero-concentrated privacy that was spent.
  ///   - rules: The neighbouring relation, and the rule that adds up.
  ///   - noise: Where the noise came from, and whether nobody can repeat it.
  ///   - expenses: What was learnt, in order.
  public init(
    claim: (epsilon: Double, delta: Double), rho: Double?,
    rules: (relation: String, accountant: String), noise: (origin: String, isPrivate: Bool),
    expenses: [Expense]
  ) {
    (epsilon, delta) = claim
    self.rho = rho
    (relation, accountant) = rules
    (self.noise, isPrivate) = noise
    self.expenses = expenses
  }
}
