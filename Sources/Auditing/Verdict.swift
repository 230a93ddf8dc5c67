/// The outcome of a declared rule over a suite's primary attacks at one stage.
public struct Verdict: Equatable, Sendable {
  /// What the rule found.
  public enum Outcome: String, CaseIterable, Sendable {
    /// The records alone tell members from non-members: attacks on the model cannot be read as leakage.
    case splitBiased = "split-biased"
    /// At least one primary attack beats chance after correction.
    case leak
    /// No primary attack beats chance after correction.
    case noLeakFound = "no-leak-found"
    /// No primary attack could run on this stage.
    case notTested = "not-tested"
  }

  /// One attack's test of "an AUC of one half".
  public struct Test: Equatable, Sendable {
    /// The attack's label in its suite.
    public let attack: String
    /// The AUC, averaged over targets.
    public let auc: Double
    /// The one-sided p-value.
    public let pValue: Double
    /// The p-value after Holm's correction over the primary attacks.
    public let adjusted: Double

    /// Creates a test.
    ///
    /// - Parameters:
    ///   - attack: The attack's label in its suite.
    ///   - auc: The AUC, averaged over targets.
    ///   - pValue: The one-sided p-value.
    ///   - adjusted: The corrected p-value.
    public init(attack: String, auc: Double, pValue: Double, adjusted: Double) {
      self.attack = attack
      self.auc = auc
      self.pValue = pValue
      self.adjusted = adjusted
    }
  }

  /// The stage that was judged.
  public let stage: String
  /// What the rule found.
  public let outcome: Outcome
  /// The probability of a false "leak" that the rule allows.
  public let level: Double
  /// The primary attacks' tests.
  public let tests: [Test]
  /// The test of the records alone, uncorrected; nil where the suite has none.
  public let blind: Test?
  /// The AUC that each primary attack would have been found at with 80 % power; nil where none would.
  public let detectableAUC: Double?

  /// Creates a verdict.
  ///
  /// - Parameters:
  ///   - stage: The stage that was judged.
  ///   - outcome: What the rule found.
  ///   - level: The probability of a false "leak" that the rule allows.
  ///   - tests: The primary attacks' tests.
  ///   - blind: The test of the records alone.
  ///   - detectableAUC: The AUC that would have been found with 80 % power; nil where none would.
  public init(
    stage: String, outcome: Outcome, level: Double, tests: [Test], blind: Test?,
    detectableAUC: Double?
  ) {
    self.stage = stage
    self.outcome = outcome
    self.level = level
    self.tests = tests
    self.blind = blind
    self.detectableAUC = detectableAUC
  }
}
