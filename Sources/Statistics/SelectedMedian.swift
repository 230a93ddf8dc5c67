/// The middle value, or the mean of the two in the middle, by selection: the values are put into another order on the way.
///
/// Hoare's quickselect with the middle of three as the pivot, which no order of real data makes slow; the result does not
/// depend on the order that the values come in.
///
/// - Parameter values: One value or more, none of them NaN.
/// - Returns: The median.
/// - Complexity: O(n) on average.
package func selectedMedian(_ values: inout MutableSpan<Float>) -> Double {
  let count = values.count
  precondition(count > 0, "no values have no median")
  let upper = select(count / 2, in: &values)
  guard count.isMultiple(of: 2) else { return Double(upper) }
  // All that selection left below the middle is at most what stands there; the greatest of it is the other middle value.
  var lower = -Float.infinity
  for index in 0..<count / 2 { lower = max(lower, values[index]) }
  return Double(lower) + 0.5 * (Double(upper) - Double(lower))
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
