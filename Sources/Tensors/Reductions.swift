extension Span where Element == Float {
  /// Adds the numbers up, in eight partial sums that are added last; the order is the same for every run.
  ///
  /// - Returns: The sum, 0 for no numbers.
  @inlinable @inline(__always)
  package func sum() -> Float {
    var partial = Lanes()
    for index in stride(from: 0, to: count, by: Lanes.scalarCount) { partial += lanes(index) }
    return partial.sum()
  }

  /// Finds the largest number.
  ///
  /// - Returns: The largest number, minus infinity for no numbers.
  @inlinable @inline(__always)
  package func maximum() -> Float {
    var largest = -Float.infinity
    let whole = count - count % Lanes.scalarCount
    if whole > 0 {
      var partial = lanes(0)
      for index in stride(from: Lanes.scalarCount, to: whole, by: Lanes.scalarCount) {
        let next = lanes(index)
        partial.replace(with: next, where: next .> partial)
      }
      largest = partial.max()
    }
    for index in whole..<count { largest = Swift.max(largest, self[index]) }
    return largest
  }
}

/// Computes the natural exponential to 3e-7 relative, of numbers up to 88; below -87 it is zero.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2: the power of two goes into the exponent's bits, a polynomial of degree 6 (the
/// Taylor series, whose remainder there is below 2e-8) gives the rest.
@inlinable @inline(__always)
package func exponential(_ value: Lanes) -> Lanes {
  // Adding 1.5 x 2^23 leaves the rounded number of powers of two in the low bits.
  let shifted = value * 1.44269504 + 12_582_912
  let power = shifted - 12_582_912
  // ln 2 in two parts, so that the remainder keeps its last bits.
  let rest = (value - power * 0.693145752) - power * 1.42860677e-06
  var series = rest * 0.00138888889 + 0.00833333333
  series = series * rest + 0.0416666667
  series = series * rest + 0.166666667
  series = series * rest + 0.5
  series = series * rest + 1
  series = series * rest + 1
  let bits = unsafe unsafeBitCast(shifted, to: SIMD8<UInt32>.self)
  let scale = unsafe unsafeBitCast((bits &<< 23) &+ (127 &<< 23), to: Lanes.self)
  return (series * scale).replacing(with: 0, where: value .< -87)
}
