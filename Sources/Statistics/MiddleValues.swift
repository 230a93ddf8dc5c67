/// What is kept of a sample to know its median, and its median without any one of its values.
///
/// By Hoare's quickselect with the middle of three as the pivot, which no order of real data makes slow; nothing depends on the order
/// that the values come in.
package struct MiddleValues: Equatable, Sendable {
  /// The number of values.
  private let count: Int
  /// The values of the ranks around `count / 2`, from 0; infinite where the sample has no such rank.
  private let (below, middle, above): (Float, Float, Float)

  /// Selects the middle values: the values are put into another order on the way.
  ///
  /// - Parameter values: Any number of values, none of them NaN.
  /// - Complexity: O(n) on average.
  package init(_ values: inout MutableSpan<Float>) {
    count = values.count
    guard count > 0 else {
      (below, middle, above) = (.nan, .nan, .nan)
      return
    }
    middle = select(count / 2, in: &values)
    // All that selection left below the middle is at most what stands there, and all above at least that.
    var (lower, upper) = (-Float.infinity, Float.infinity)
    for index in 0..<count / 2 { lower = max(lower, values[index]) }
    for index in count / 2 + 1..<count { upper = min(upper, values[index]) }
    (below, above) = (lower, upper)
  }

  /// The median; NaN of no values.
  package var median: Double {
    count.isMultiple(of: 2) && count > 0 ? mean(below, middle) : Double(middle)
  }

  /// The median of the values without one of them.
  ///
  /// - Parameter value: One of the values.
  /// - Returns: The median of the others; NaN where there are none.
  package func median(without value: Float) -> Double {
    guard count > 1 else { return .nan }
    if count.isMultiple(of: 2) { return Double(value <= below ? middle : below) }
    if value < middle { return mean(middle, above) }
    return value > middle ? mean(below, middle) : mean(below, above)
  }

  private func mean(_ lower: Float, _ upper: Float) -> Double {
    Double(lower) + 0.5 * (Double(upper) - Double(lower))
  }
}

/// Moves the value of a rank to its place, with nothing greater before it and nothing less after it.
private func select(_ rank: Int, in values: inout MutableSpan<Float>) -> Float {
  var (low, high) = (0, values.count - 1)
  while low < high {
    let pivot = middle(values[low], values[(low + high) / 2], values[high])
    var (left, right) = (low, high)
    while left <= right {
      while values[left] < pivot { left += 1 }
      while values[right] > pivot { right -= 1 }
      if left <= right {
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if rank <= right {
      high = right
    } else if rank >= left {
      low = left
    } else {
      break
    }
  }
  return values[rank]
}

private func middle(_ first: Float, _ second: Float, _ third: Float) -> Float {
  max(min(first, second), min(max(first, second), third))
}
