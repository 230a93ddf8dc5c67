/// The upper ends of bins that hold about as many probabilities each, the same for every group.
struct EqualMassBins: Sendable {
  /// The upper ends of all bins but the last, ascending and different.
  let edges: [Double]

  /// The number of bins.
  var count: Int { edges.count + 1 }

  /// Finds the ends: of n probabilities and B bins, those of ranks n/B, 2n/B and so on, equal ones once.
  ///
  /// Equal probabilities share a bin, so that bins of few distinct probabilities are fewer or uneven.
  ///
  /// - Complexity: O(n log B) on average.
  init(_ values: [Double], most count: Int) {
    var sorted = values
    var (edges, first): ([Double], Int) = ([], 0)
    let last = sorted.count - 1
    for bin in 1..<max(1, count) where sorted.count >= count {
      let rank = sorted.count * bin / count - 1
      if rank >= first {
        Self.select(rank, from: first, to: last, in: &sorted)
        first = rank + 1
      }
      let edge = sorted[rank]
      if edges.last.map({ $0 < edge }) ?? true { edges.append(edge) }
    }
    // What is at most the greatest probability needs no bin beyond it.
    if let greatest = values.max(), edges.last == greatest { edges.removeLast() }
    self.edges = edges
  }

  /// Moves the value of a rank to its place between two places, nothing greater before it and nothing less after it.
  private static func select(_ rank: Int, from first: Int, to last: Int, in values: inout [Double])
  {
    var (low, high) = (first, last)
    while low < high {
      let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
      let pivot = max(min(a, b), min(max(a, b), c))
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left &+= 1 }
        while values[right] > pivot { right &-= 1 }
        if left <= right {
          values.swapAt(left, right)
          left &+= 1
          right &-= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return
      }
    }
  }

  /// The bin of a probability.
  @inline(__always)
  func bin(_ value: Double) -> Int {
    let ends = edges.span
    var bin = 0
    for place in ends.indices { bin &+= ends[place] < value ? 1 : 0 }
    return bin
  }
}
