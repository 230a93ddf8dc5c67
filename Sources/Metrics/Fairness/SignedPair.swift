/// A number about a privileged group and another, in AIF360's names and signs: the other's less the privileged one's.
package enum PairMeasure: String, CaseIterable, Sendable {
  /// The difference of selection rates; below 0 the privileged group is favoured.
  case statisticalParityDifference = "statistical-parity-difference"
  /// The selection rate over the privileged group's; below 1 the privileged group is favoured.
  case disparateImpact = "disparate-impact"
  /// The difference of true positive rates.
  case equalOpportunityDifference = "equal-opportunity-difference"
  /// The mean of the differences of true and false positive rates; the two may cancel.
  case averageOddsDifference = "average-odds-difference"
  /// The mean of the absolute differences of true and false positive rates.
  case averageAbsoluteOddsDifference = "average-absolute-odds-difference"
  /// The larger of the absolute differences of true and false positive rates.
  case equalizedOddsDifference = "equalized-odds-difference"
  /// The mean of the differences of positive predictive value and of false omission rate.
  case averagePredictiveValueDifference = "average-predictive-value-difference"
  /// The difference of error rates.
  case errorRateDifference = "error-rate-difference"

  /// The rates that it is a function of.
  package static let rates: [BaseRate] = [
    .selectionRate, .truePositiveRate, .falsePositiveRate, .positivePredictiveValue,
    .negativePredictiveValue, .accuracy,
  ]

  /// Whether it takes absolute values, so that it cannot be below 0.
  var isAbsolute: Bool {
    self == .averageAbsoluteOddsDifference || self == .equalizedOddsDifference
  }

  /// The rates that this measure is a function of.
  package var rates: [BaseRate] {
    switch self {
    case .statisticalParityDifference, .disparateImpact: [.selectionRate]
    case .equalOpportunityDifference: [.truePositiveRate]
    case .averageOddsDifference, .averageAbsoluteOddsDifference, .equalizedOddsDifference:
      [.truePositiveRate, .falsePositiveRate]
    case .averagePredictiveValueDifference: [.positivePredictiveValue, .negativePredictiveValue]
    case .errorRateDifference: [.accuracy]
    }
  }

  /// The measure of two groups.
  ///
  /// - Parameters:
  ///   - unprivileged: The group's rates, in the order of `rates`.
  ///   - privileged: The privileged group's.
  /// - Returns: The number; NaN where a rate is not defined or the ratio's denominator is 0.
  package func value(unprivileged: [Double], privileged: [Double]) -> Double {
    func difference(_ place: Int) -> Double { unprivileged[place] - privileged[place] }
    let (tpr, fpr) = (difference(1), difference(2))
    if rates == [.truePositiveRate, .falsePositiveRate], tpr.isNaN || fpr.isNaN { return .nan }
    return switch self {
    case .statisticalParityDifference: difference(0)
    case .disparateImpact: privileged[0] > 0 ? unprivileged[0] / privileged[0] : .nan
    case .equalOpportunityDifference: tpr
    case .averageOddsDifference: (tpr + fpr) / 2
    case .averageAbsoluteOddsDifference: (abs(tpr) + abs(fpr)) / 2
    case .equalizedOddsDifference: max(abs(tpr), abs(fpr))
    // The false omission rate is 1 less the negative predictive value.
    case .averagePredictiveValueDifference: (difference(3) - difference(4)) / 2
    case .errorRateDifference: -difference(5)
    }
  }
}
