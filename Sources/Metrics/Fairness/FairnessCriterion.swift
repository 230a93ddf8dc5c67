/// A notion of fairness: which rates must be equal between groups.
package enum FairnessCriterion: String, CaseIterable, Sendable {
  /// Equal selection rates.
  case demographicParity = "demographic-parity"
  /// Equal true positive rates.
  case equalOpportunity = "equal-opportunity"
  /// Equal false positive rates.
  case predictiveEquality = "predictive-equality"
  /// Equal true and false positive rates; the worse of the two counts.
  case equalizedOdds = "equalized-odds"
  /// Equal true and false positive rates; the mean of the two counts.
  case averageOdds = "average-odds"
  /// Equal positive predictive values.
  case predictiveParity = "predictive-parity"
  /// Equal accuracies.
  case accuracyParity = "accuracy-parity"
  /// Probabilities too high or too low by the same in all groups.
  case calibrationInTheLarge = "calibration-in-the-large"
  /// Equal calibration errors.
  case calibration
  /// Equal Brier scores.
  case brierParity = "brier-parity"

  /// The rates that must be equal; where there are two, both aggregates are brought together.
  package var rates: [BaseRate] {
    switch self {
    case .demographicParity: [.selectionRate]
    case .equalOpportunity: [.truePositiveRate]
    case .predictiveEquality: [.falsePositiveRate]
    case .equalizedOdds, .averageOdds: [.truePositiveRate, .falsePositiveRate]
    case .predictiveParity: [.positivePredictiveValue]
    case .accuracyParity: [.accuracy]
    case .calibrationInTheLarge: [.calibrationGap]
    case .calibration: [.calibrationError]
    case .brierParity: [.brierScore]
    }
  }

  /// Brings the aggregates of the criterion's rates together.
  ///
  /// - Parameters:
  ///   - first: That of the first rate.
  ///   - second: That of the second rate, or of the first again.
  ///   - aggregate: What they are.
  /// - Returns: The worse, or the mean; NaN where one is NaN.
  @inline(__always)
  func combined(_ first: Double, _ second: Double, _ aggregate: Aggregate) -> Double {
    if first.isNaN || second.isNaN { return .nan }
    if self == .averageOdds { return (first + second) / 2 }
    return aggregate.isRatio ? min(first, second) : max(first, second)
  }
}
