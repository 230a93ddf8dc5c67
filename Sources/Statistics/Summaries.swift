/// The arithmetic mean, summed in the order of the values.
///
/// - Parameter values: One value or more.
/// - Returns: The mean.
package func mean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "the mean of no values is not defined")
  return values.reduce(0, +) / Double(values.count)
}

/// The unbiased variance, with the count less one in the denominator.
///
/// - Parameter values: Two values or more.
/// - Returns: The sum of the squared deviations from the mean over `count - 1`.
package func sampleVariance(_ values: [Double]) -> Double {
  precondition(values.count >= 2, "the sample variance of \(values.count) values is not defined")
  return squaredDeviations(values) / Double(values.count - 1)
}

/// The variance of the values taken as a whole population.
///
/// - Parameter values: One value or more.
/// - Returns: The mean of the squared deviations from the mean.
package func populationVariance(_ values: [Double]) -> Double {
  squaredDeviations(values) / Double(values.count)
}

/// The middle value, or the mean of the two in the middle.
///
/// - Parameter values: One value or more, in any order.
/// - Returns: The median.
/// - Complexity: O(n log n).
package func median(_ values: [Double]) -> Double {
  quantile(values.sorted(), at: 0.5)
}

/// The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
///
/// - Parameters:
///   - sorted: One value or more, in ascending order.
///   - fraction: From 0, the least value, to 1, the greatest.
/// - Returns: The value at position `(count - 1) * fraction`.
package func quantile(_ sorted: [Double], at fraction: Double) -> Double {
  precondition(!sorted.isEmpty, "no values have no quantile")
  precondition(fraction >= 0 && fraction <= 1, "\(fraction) is not a fraction from 0 to 1")
  let position = Double(sorted.count - 1) * fraction
  let below = Int(position)
  let weight = position - Double(below)
  // An infinite neighbour must not turn an exact position into a NaN.
  guard weight > 0 else { return sorted[below] }
  return sorted[below] + weight * (sorted[below + 1] - sorted[below])
}

private func squaredDeviations(_ values: [Double]) -> Double {
  let center = mean(values)
  return values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
}
