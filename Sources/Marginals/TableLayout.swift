import CMarginals

/// How a small table lies in a large one whose axes include its own in the same order, with neighbouring axes merged.
///
/// The hot loops then run over few long runs: the last two are one call's rows and columns, the outer ones count up.
struct TableLayout: Sendable {
  private var counts: [Int64] = []
  private var strides: [Int64] = []

  /// Merges the axes.
  ///
  /// - Parameters:
  ///   - small: The small table's axes, some of the large one's, in the same order.
  ///   - large: The large table's axes, outermost first.
  ///   - sizes: Their sizes.
  init(of small: [Int], in large: [Int], sizes: [Int]) {
    var wanted = small[...]
    var runs: [(count: Int, isIn: Bool)] = []
    for (axis, size) in zip(large, sizes) {
      let isIn = wanted.first == axis
      if isIn { wanted = wanted.dropFirst() }
      if size == 1 { continue }
      if let last = runs.last, last.isIn == isIn {
        runs[runs.count - 1].count *= size
      } else {
        runs.append((size, isIn))
      }
    }
    precondition(wanted.isEmpty, "axes \(small) are not in the order of \(large)")
    precondition(runs.count <= Int(RM_RUNS), "\(runs.count) runs")
    var stride: Int64 = 1
    strides = runs.map { _ in 0 }
    for run in runs.indices.reversed() where runs[run].isIn {
      strides[run] = stride
      stride *= Int64(runs[run].count)
    }
    counts = runs.map { Int64($0.count) }
  }

  /// Whether both tables have the same cells in the same places.
  var isIdentity: Bool { counts.count <= 1 && (strides.first ?? 1) == 1 }

  private func use(_ body: (rm_layout) -> Void) {
    unsafe counts.withUnsafeBufferPointer { counts in
      unsafe strides.withUnsafeBufferPointer { strides in
        // A table of one cell has no run; C reads neither array then, and wants an address all the same.
        var none: Int64 = 1
        unsafe withUnsafePointer(to: &none) { none in
          unsafe body(
            rm_layout(
              counts: counts.baseAddress ?? none, strides: strides.baseAddress ?? none,
              runs: Int32(counts.count)))
        }
      }
    }
  }

  private func use(
    _ large: inout [Double], at place: Int, _ small: [Double], from start: Int,
    _ pass: (UnsafeMutablePointer<Double>, UnsafePointer<Double>, rm_layout) -> Void
  ) {
    unsafe large.withUnsafeMutableBufferPointer { large in
      unsafe small.withUnsafeBufferPointer { small in
        guard let target = large.baseAddress, let source = small.baseAddress else { return }
        unsafe use { unsafe pass(target + place, source + start, $0) }
      }
    }
  }

  /// Adds the small table, which starts at `start`, to the large one at `place`, repeated along the axes that it lacks.
  func add(_ small: [Double], from start: Int = 0, to large: inout [Double], at place: Int = 0) {
    unsafe use(&large, at: place, small, from: start, rm_add)
  }

  /// Subtracts the small table from the large one.
  func subtract(_ small: [Double], from large: inout [Double]) {
    unsafe use(&large, at: 0, small, from: 0, rm_subtract)
  }

  /// Multiplies the large table by the small one.
  func multiply(_ large: inout [Double], by small: [Double]) {
    unsafe use(&large, at: 0, small, from: 0, rm_multiply)
  }

  private func reduce(
    _ large: [Double], from start: Int, into small: inout [Double], at place: Int,
    _ pass: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, rm_layout) -> Void
  ) {
    unsafe large.withUnsafeBufferPointer { large in
      unsafe small.withUnsafeMutableBufferPointer { small in
        guard let source = large.baseAddress, let target = small.baseAddress else { return }
        unsafe use { unsafe pass(source + start, target + place, $0) }
      }
    }
  }

  /// Adds the large table's sums over the axes that the small one lacks to the small one.
  func sum(_ large: [Double], from start: Int = 0, into small: inout [Double], at place: Int = 0) {
    unsafe reduce(large, from: start, into: &small, at: place, rm_sum)
  }

  /// Raises the small table to the largest numbers along the axes that it lacks.
  func raise(_ small: inout [Double], toLargestOf large: [Double]) {
    unsafe reduce(large, from: 0, into: &small, at: 0, rm_largest)
  }
}
