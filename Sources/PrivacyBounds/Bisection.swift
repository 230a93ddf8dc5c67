/// Halves a bracket until nothing lies between its ends or they agree to a relative tolerance.
///
/// - Parameters:
///   - low: A place where the condition holds.
///   - high: A place above it where the condition does not hold.
///   - tolerance: The difference of the ends at which to stop, relative to them or to 0.001,
///     whichever is larger.
///   - holds: The condition, best one that holds below some place and not above.
/// - Returns: The lower end: a place where the condition was seen to hold, or `low`.
func bisect(
  from low: Double, to high: Double, tolerance: Double = 1e-13, where holds: (Double) -> Bool
) -> Double {
  var (low, high) = (low, high)
  while high - low > tolerance * max(abs(low), abs(high), 1e-3) {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { break }
    if holds(middle) { low = middle } else { high = middle }
  }
  return low
}

/// The place where a decreasing function becomes 0, to nine digits; `low` if it is 0 there.
///
/// The false position is kept from stalling as by the Illinois rule (Dowell and Jarratt 1971),
/// which needs a quarter of the evaluations of halving.
///
/// - Parameters:
///   - low: The least place.
///   - high: A first guess of a place beyond; it is doubled until it is one or the limit is passed.
///   - limit: The greatest place.
///   - function: Decreasing.
/// - Returns: A place just below the crossing, or the limit where the function is still above 0
///   there.
func crossing(
  from low: Double, to high: Double, limit: Double, of function: (Double) -> Double
) -> Double {
  var (low, high) = (low, high)
  var above = function(low)
  guard above > 0 else { return low }
  var below = function(high)
  while below > 0 && high < limit {
    (low, above, high) = (high, below, min(2 * high, limit))
    below = function(high)
  }
  guard below <= 0 else { return high }
  var movedLow: Bool?
  for _ in 0..<100 {
    if high - low <= 1e-9 * max(high, 1e-3) { break }
    let place = min(max((low * below - high * above) / (below - above), low), high)
    let value = function(place)
    let movesLow = value > 0
    if movesLow {
      (low, above) = (place, value)
      if movedLow == true { below /= 2 }
    } else {
      (high, below) = (place, value)
      if movedLow == false { above /= 2 }
    }
    movedLow = movesLow
    if value == 0 { return place }
  }
  return low
}
