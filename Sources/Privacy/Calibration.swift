internal import Foundation

/// Finds the parameter with which a mechanism just keeps within a budget.
package enum Calibration {
  /// The digits to which parameters are found.
  private static let precision = 1e-9

  /// The least noise that keeps within a budget, rounded up.
  ///
  /// - Parameters:
  ///   - range: Where to look, above 0.
  ///   - budget: The budget under its named rule.
  ///   - events: What is learnt with a noise parameter; more noise must spend less.
  /// - Returns: A parameter at which the budget is kept, at most a share of 1e-9 above the least.
  /// - Throws: `PrivacyError` when the budget is not kept at the upper end, and whatever the
  ///   events throw.
  package static func leastNoise(
    in range: ClosedRange<Double> = 1e-3...1e6, within budget: PrivacyBudget,
    _ events: (Double) throws(PrivacyError) -> ComposedEvents
  ) throws(PrivacyError) -> Double {
    var (low, high) = (range.lowerBound, range.upperBound)
    guard low > 0 else { throw PrivacyError("noise is sought from \(low); start above 0") }
    guard try budget.allows(events(high)) else {
      throw PrivacyError("noise of \(high) is not enough for \(budget); allow more noise or budget")
    }
    if try budget.allows(events(low)) { return low }
    while high > low * (1 + precision) {
      let middle = (low * high).squareRoot()
      if try budget.allows(events(middle)) { high = middle } else { low = middle }
    }
    return high
  }

  /// The greatest loss of a mechanism that keeps within a budget, rounded down.
  ///
  /// - Parameters:
  ///   - range: Where to look, above 0.
  ///   - budget: The budget under its named rule.
  ///   - events: What is learnt with a parameter; a greater one must spend more.
  /// - Returns: A parameter at which the budget is kept, at most a share of 1e-9 below the greatest.
  /// - Throws: `PrivacyError` when the budget is not kept at the lower end, and whatever the
  ///   events throw.
  package static func greatestLoss(
    in range: ClosedRange<Double> = 1e-6...1e3, within budget: PrivacyBudget,
    _ events: (Double) throws(PrivacyError) -> ComposedEvents
  ) throws(PrivacyError) -> Double {
    let reciprocal = try leastNoise(
      in: (1 / range.upperBound)...(1 / range.lowerBound), within: budget
    ) { (noise: Double) throws(PrivacyError) in try events(1 / noise) }
    return 1 / reciprocal
  }
}
