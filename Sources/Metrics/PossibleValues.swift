import Auditing

/// The values that a metric can take, to which intervals of means are cut.
///
/// - Parameter metric: A reading's name.
/// - Returns: From 0 to 1 for rates, from -1 to 1 for signed differences; without an end where there is none.
package func possibleValues(of metric: String) -> ClosedRange<Double> {
  if metric == Advantage.name || metric.hasPrefix(BaseRate.calibrationGap.rawValue) {
    return -1...1
  }
  guard metric.hasPrefix(Fairness.name + ":") else { return 0...1 }
  let measure = metric.split(separator: "@").first.map(String.init) ?? metric
  if measure.hasSuffix(":\(Aggregate.sum.rawValue)")
    || measure.hasSuffix(":\(PairMeasure.disparateImpact.rawValue)")
  {
    return 0...Double.infinity
  }
  if measure.hasSuffix(":\(FairnessCriterion.calibrationInTheLarge.rawValue):difference") {
    return 0...2
  }
  let isSigned = PairMeasure.allCases.contains { pair in
    !pair.isAbsolute && measure.hasSuffix(":\(pair.rawValue)")
  }
  return isSigned ? -1...1 : 0...1
}
