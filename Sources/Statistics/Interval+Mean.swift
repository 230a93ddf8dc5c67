/// Student's t interval for the mean of independent values.
///
/// - Parameters:
///   - values: Two finite values or more.
///   - level: The confidence level, strictly between 0 and 1.
/// - Returns: The interval around the mean.
/// - Throws: `StatisticsError` when there are fewer than two values or one is not finite.
package func meanInterval(
  of values: [Double], level: Double
) throws(StatisticsError) -> Interval {
  try tInterval(of: values, level: level, method: "Student t")
}

/// Student's t interval for the mean of the differences of pairs, the first minus the second.
///
/// - Parameters:
///   - first: Two finite values or more.
///   - second: The partners, in the same order.
///   - level: The confidence level, strictly between 0 and 1.
/// - Returns: The interval around the mean difference.
/// - Throws: `StatisticsError` when there are fewer than two pairs or one is not finite.
package func differenceOfPairsInterval(
  _ first: [Double], _ second: [Double], level: Double
) throws(StatisticsError) -> Interval {
  precondition(
    first.count == second.count, "\(first.count) and \(second.count) values make no pairs")
  let differences = zip(first, second).map { $0 - $1 }
  return try tInterval(of: differences, level: level, method: "Student t of paired differences")
}

private func tInterval(
  of values: [Double], level: Double, method: String
) throws(StatisticsError) -> Interval {
  checkLevel(level)
  guard values.count >= 2 else {
    let count = values.count == 1 ? "1 value has" : "\(values.count) values have"
    throw StatisticsError("\(count) no interval of the mean; give at least 2")
  }
  if let index = values.firstIndex(where: { !$0.isFinite }) {
    throw StatisticsError("value \(index + 1) of \(values.count) is \(values[index]), not finite")
  }
  let center = mean(values)
  let error = (sampleVariance(values) / Double(values.count)).squareRoot()
  let student = StudentT(degreesOfFreedom: Double(values.count - 1))
  let half = student.quantile(1 - (1 - level) / 2) * error
  return Interval(low: center - half, high: center + half, level: level, method: method)
}
