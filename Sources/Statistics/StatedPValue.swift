/// A p-value in words, such as `p = 0.0132`: rounded to four decimals, and below what these tell as a bound.
///
/// - Parameters:
///   - value: The p-value, from 0 to 1.
///   - error: The standard error that a number of draws leaves on it; named where four decimals show it.
///   - least: The least value that a number of draws can give; a value as low is a bound too.
/// - Returns: Such as `p = 0.0132`, `p = 0.0132 ± 0.0004`, `p < 0.0001`, or `p <= 0.001, the least that can be told`.
package func statedPValue(_ value: Double, error: Double? = nil, least: Double = 0) -> String {
  func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }
  if least >= 0.0001, value <= least * (1 + 1e-9) {
    return "p <= \(rounded(least)), the least that can be told"
  }
  guard rounded(value) > 0 else { return "p < 0.0001" }
  let noise = error.map(rounded) ?? 0
  return "p = \(rounded(value))" + (noise > 0 ? " ± \(noise)" : "")
}
