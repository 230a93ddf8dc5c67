/// A rate that is measured in each group before groups are compared.
package enum BaseRate: String, CaseIterable, Sendable {
  /// P(predicted positive).
  case selectionRate = "selection-rate"
  /// P(predicted positive | positive).
  case truePositiveRate = "true-positive-rate"
  /// P(predicted positive | another class).
  case falsePositiveRate = "false-positive-rate"
  /// P(predicted otherwise | another class).
  case trueNegativeRate = "true-negative-rate"
  /// P(predicted otherwise | positive).
  case falseNegativeRate = "false-negative-rate"
  /// P(positive | predicted positive).
  case positivePredictiveValue = "positive-predictive-value"
  /// P(another class | predicted otherwise).
  case negativePredictiveValue = "negative-predictive-value"
  /// P(the record's class predicted), over all classes.
  case accuracy
  /// P(positive).
  case baseRate = "base-rate"
  /// Mean probability of the positive class less the share of positives; from -1 to 1, 0 is calibrated.
  case calibrationGap = "calibration-gap"
  /// The sum over bins of |mean probability - share of positives|, weighted by the bins' records; 0 is calibrated.
  case calibrationError = "calibration-error"
  /// The mean of (probability - positive)²; 0 is best.
  case brierScore = "brier-score"

  /// The rates that are shares of records.
  package static let shares: [BaseRate] = [
    .selectionRate, .truePositiveRate, .falsePositiveRate, .trueNegativeRate, .falseNegativeRate,
    .positivePredictiveValue, .negativePredictiveValue, .accuracy, .baseRate,
  ]
  /// The rates that need the probability of the positive class.
  package static let calibration: [BaseRate] = [.calibrationGap, .calibrationError, .brierScore]

  /// What the rate is a share of, in words; where there is none of it, the rate is not defined.
  package var denominator: String {
    switch self {
    case .truePositiveRate, .falseNegativeRate: "records of the positive class"
    case .falsePositiveRate, .trueNegativeRate: "records of other classes"
    case .positivePredictiveValue: "records predicted positive"
    case .negativePredictiveValue: "records not predicted positive"
    case .selectionRate, .accuracy, .baseRate, .calibrationGap, .calibrationError, .brierScore:
      "records"
    }
  }

  /// Whether values go below zero, so that they have no ratio.
  package var isSigned: Bool { self == .calibrationGap }

  /// The rate as a share of records.
  ///
  /// - Parameter counts: A group's records.
  /// - Returns: Numerator and denominator, 0 of 0 where undefined; nil for a rate that needs probabilities.
  package func share(of counts: OutcomeCounts) -> (numerator: Double, denominator: Double)? {
    switch self {
    case .selectionRate: (counts.selected, counts.total)
    case .truePositiveRate: (counts.truePositives, counts.positives)
    case .falsePositiveRate: (counts.falsePositives, counts.negatives)
    case .trueNegativeRate: (counts.trueNegatives, counts.negatives)
    case .falseNegativeRate: (counts.falseNegatives, counts.positives)
    case .positivePredictiveValue: (counts.truePositives, counts.selected)
    case .negativePredictiveValue: (counts.trueNegatives, counts.total - counts.selected)
    case .accuracy: (counts.correct, counts.total)
    case .baseRate: (counts.positives, counts.total)
    case .calibrationGap, .calibrationError, .brierScore: nil
    }
  }
}
