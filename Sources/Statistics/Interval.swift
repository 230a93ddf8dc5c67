/// A confidence interval with its level and the method that gave it.
public struct Interval: Sendable, Equatable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double
  /// The confidence level, strictly between 0 and 1.
  public let level: Double
  /// The method by name, such as `Clopper-Pearson`.
  public let method: String

  /// Creates an interval whose ends are in order.
  ///
  /// - Parameters:
  ///   - low: The lower end.
  ///   - high: The upper end.
  ///   - level: The confidence level, strictly between 0 and 1.
  ///   - method: The method by name.
  public init(low: Double, high: Double, level: Double, method: String) {
    precondition(low <= high, "an interval cannot go from \(low) to \(high)")
    checkLevel(level)
    self.low = low
    self.high = high
    self.level = level
    self.method = method
  }
}

/// Refuses a confidence level that is no probability or leaves nothing to chance.
func checkLevel(_ level: Double) {
  precondition(level > 0 && level < 1, "\(level) is not a confidence level between 0 and 1")
}
