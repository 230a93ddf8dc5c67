import Foundation

/// The probability that a statement is true of exactly one of n records, integrated over its weight, as in Anonymeter's correction.
///
/// A statement that a share w of the population fulfils is true of exactly one of n records with the probability
/// n w (1 - w)^(n - 1).
///
/// - Parameters:
///   - size: The number of records n.
///   - low: Where the weight starts, from 0 to 1.
///   - high: Where it ends, from `low` to 1.
/// - Returns: A number from 0 to 1 / (n + 1).
package func singlingOutIntegral(_ size: Int, from low: Double = 0, to high: Double) -> Double {
  let count = Double(size)
  func term(_ weight: Double) -> Double { (count * weight + 1) * pow(1 - weight, count) }
  return (term(low) - term(high)) / (count + 1)
}
