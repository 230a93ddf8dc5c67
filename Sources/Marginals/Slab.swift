import Synchronization

/// A clique's table cut into slabs that fit the second-level cache: those of equal indices along the outermost axes.
///
/// The cut depends on the sizes only. So do the partial sums that the slabs hand back, and the results are the same at any number of
/// threads.
struct SlabShape: Sendable {
  /// The most cells of a slab.
  static let largest = 1 << 17

  let axes: [Int]
  let sizes: [Int]
  /// The axes along which the table is cut.
  let outer: Int

  init(axes: [Int], sizes: [Int]) {
    (self.axes, self.sizes) = (axes, sizes)
    var outer = 0
    while outer < sizes.count && sizes[outer...].reduce(1, *) > Self.largest { outer += 1 }
    self.outer = outer
  }

  /// The number of slabs.
  var count: Int { sizes[..<outer].reduce(1, *) }
  /// The cells of each.
  var cells: Int { sizes[outer...].reduce(1, *) }

  /// How a table over some of the axes, in the same order, lies in the slabs.
  func attachment(_ small: [Int]) -> Attachment {
    let inner = small.filter(axes[outer...].contains)
    let part = zip(axes, sizes).filter { inner.contains($0.0) }.reduce(1) { $0 * $1.1 }
    var strides = axes[..<outer].map { _ in 0 }
    var stride = part
    for axis in strides.indices.reversed() where small.contains(axes[axis]) {
      strides[axis] = stride
      stride *= sizes[axis]
    }
    let starts = (0..<count).map { slab in
      var (rest, start) = (slab, 0)
      for axis in strides.indices.reversed() {
        start += rest % sizes[axis] * strides[axis]
        rest /= sizes[axis]
      }
      return start
    }
    return Attachment(
      layout: TableLayout(of: inner, in: Array(axes[outer...]), sizes: Array(sizes[outer...])),
      starts: starts, part: part, cells: stride)
  }
}

/// A small table as the slabs of a clique see it: each slab meets one contiguous part.
struct Attachment: Sendable {
  /// How the part lies in a slab.
  let layout: TableLayout
  /// Where each slab's part starts.
  let starts: [Int]
  /// The cells of a part.
  let part: Int
  /// The cells of the small table.
  let cells: Int
}

/// One slab: its cells, and what it found for the tables that it touches.
///
/// The lock hands the memory from the thread that fills it to the one that reads it; no two ever wait for each other.
final class Slab: Sendable {
  struct State {
    /// Logarithms, then exponentials, then marginals.
    var cells: [Double] = []
    /// The weighted mean of marginals over iterations, where an estimator asks for it.
    var mean: [Double] = []
    /// The largest logarithm in each cell of the separator's part, and the sum of the exponentials.
    var largest: [Double] = []
    var sums: [Double] = []
    /// The sums for each table that the clique answers.
    var answers: [[Double]] = []
  }

  let state = Mutex(State())
}
