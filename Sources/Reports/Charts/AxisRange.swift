/// Moves a number to where differences, densities and labels stay finite.
func bounded(_ value: Double) -> Double {
  min(max(value, -1e300), 1e300)
}

/// The range between two bounded numbers, nil where they are too close for an axis between them.
func axisRange(from low: Double, to high: Double) -> ClosedRange<Double>? {
  let spread = high - low
  let canBeDivided = spread > 1e-12 * max(abs(low), abs(high)) && spread > 1e-290
  return canBeDivided ? low...high : nil
}

/// A range with a number in its middle.
///
/// - Parameters:
///   - value: The middle, a bounded number.
///   - half: The distance to both ends at least; it grows with the number.
/// - Returns: The number less and plus the distance.
func axisRange(around value: Double, half: Double) -> ClosedRange<Double> {
  let distance = max(half, 0.05 * abs(value))
  return (value - distance)...(value + distance)
}

/// A range with a share of its length more at both ends.
func padded(_ range: ClosedRange<Double>, by share: Double) -> ClosedRange<Double> {
  let more = share * (range.upperBound - range.lowerBound)
  return (range.lowerBound - more)...(range.upperBound + more)
}
