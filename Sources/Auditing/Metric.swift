public import Settings

/// What a metric is a function of.
public enum Evidence: Sendable {
  /// An attack's scores on one target, with the decision threshold fitted elsewhere where there is one.
  case attack(Scores, threshold: Threshold?)
  /// A model's predictions with the records' membership, classes and groups.
  case predictions(Predictions)
}

/// A decision threshold that was fixed without the evaluation data.
public struct Threshold: Equatable, Sendable {
  /// Records whose score is at least this are called members.
  public let value: Double
  /// Where the value comes from.
  public let origin: String

  /// Creates a threshold.
  ///
  /// - Parameters:
  ///   - value: Records whose score is at least this are called members.
  ///   - origin: Where the value comes from.
  public init(_ value: Double, origin: String) {
    self.value = value
    self.origin = origin
  }
}

/// A measure of privacy, fairness or utility: a pure function of evidence.
public protocol Metric: Sendable {
  /// The metric's name, version and summary.
  static var declaration: Declaration { get }

  /// Reads the metric's settings.
  ///
  /// - Parameter settings: The metric's mapping in the suite.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws

  /// Measures.
  ///
  /// - Parameter evidence: Scores or predictions.
  /// - Returns: The readings; none for a kind of evidence that the metric is no function of.
  /// - Throws: An error in one line where the evidence cannot be measured.
  func readings(of evidence: Evidence) throws -> [Reading]
}

extension Metric {
  /// The name by which suites refer to the metric.
  public static var name: String { declaration.name }
}
