/// The exact two-sided interval for a proportion (Clopper and Pearson 1934).
///
/// It covers at least at its level for every proportion. Without trials it is from 0 to 1.
///
/// - Parameters:
///   - successes: From 0 to `trials`.
///   - trials: The number of trials, 0 or more.
///   - level: The confidence level, strictly between 0 and 1.
/// - Returns: The interval.
package func clopperPearson(successes: Int, trials: Int, level: Double) -> Interval {
  checkLevel(level)
  let tail = (1 - level) / 2
  return Interval(
    low: exactLower(successes: successes, trials: trials, tail: tail),
    high: exactUpper(successes: successes, trials: trials, tail: tail),
    level: level, method: "Clopper-Pearson")
}

/// The exact one-sided upper bound of a proportion (Clopper and Pearson 1934).
///
/// - Parameters:
///   - successes: From 0 to `trials`.
///   - trials: The number of trials, 0 or more.
///   - level: The confidence level of the one bound, strictly between 0 and 1.
/// - Returns: The bound; 1 when every trial succeeded.
package func clopperPearsonUpper(successes: Int, trials: Int, level: Double) -> Double {
  checkLevel(level)
  return exactUpper(successes: successes, trials: trials, tail: 1 - level)
}

/// Wilson's score interval for a proportion (Wilson 1927), without continuity correction.
///
/// - Parameters:
///   - successes: From 0 to `trials`.
///   - trials: The number of trials, 1 or more.
///   - level: The confidence level, strictly between 0 and 1.
/// - Returns: The interval, which covers at its level on average over proportions.
package func wilson(successes: Int, trials: Int, level: Double) -> Interval {
  checkLevel(level)
  checkCounts(successes, trials)
  precondition(trials > 0, "a score interval needs a trial")
  let z = Normal.standard.quantile(1 - (1 - level) / 2)
  let (hits, count) = (Double(successes), Double(trials))
  let center = (hits + z * z / 2) / (count + z * z)
  let variance = hits * (count - hits) / count + z * z / 4
  let half = z / (count + z * z) * variance.squareRoot()
  // The ends are exactly 0 and 1 at the extremes, where rounding would leave them beside.
  return Interval(
    low: successes == 0 ? 0 : max(0, center - half),
    high: successes == trials ? 1 : min(1, center + half), level: level, method: "Wilson")
}

private func exactLower(successes: Int, trials: Int, tail: Double) -> Double {
  checkCounts(successes, trials)
  guard successes > 0 else { return 0 }
  return Beta(a: Double(successes), b: Double(trials - successes + 1)).quantile(tail)
}

private func exactUpper(successes: Int, trials: Int, tail: Double) -> Double {
  checkCounts(successes, trials)
  guard successes < trials else { return 1 }
  return Beta(a: Double(successes + 1), b: Double(trials - successes)).quantile(upperTail: tail)
}

private func checkCounts(_ successes: Int, _ trials: Int) {
  precondition(
    successes >= 0 && successes <= trials, "\(successes) of \(trials) trials cannot succeed")
}
