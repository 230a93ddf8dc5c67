import CMarginals

/// Passes over whole tables.
enum Cells {
  /// Sets all cells to one value; the memory stays the same where the number of cells does.
  static func fill(_ values: inout [Double], with value: Double, count: Int) {
    guard values.count == count else {
      values = Array(repeating: value, count: count)
      return
    }
    var span = values.mutableSpan
    for cell in span.indices { span[cell] = value }
  }

  /// Replaces logarithms up to 709 by their exponentials, to 1e-15 relative.
  static func exponentiate(_ values: inout [Double]) {
    unsafe values.withUnsafeMutableBufferPointer {
      guard let start = $0.baseAddress else { return }
      unsafe rm_exponentiate(start, Int64($0.count))
    }
  }

  /// Makes the target the weighted mean of itself and the source, whose weight is given.
  static func blend(_ source: [Double], weight: Double, into target: inout [Double]) {
    precondition(source.count == target.count, "\(source.count) cells into \(target.count)")
    unsafe target.withUnsafeMutableBufferPointer { target in
      unsafe source.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        unsafe rm_blend(to, from, weight, Int64(source.count))
      }
    }
  }

  /// Adds a multiple of the source to the target.
  static func add(_ source: [Double], times factor: Double, to target: inout [Double]) {
    precondition(source.count == target.count, "\(source.count) cells to \(target.count)")
    unsafe target.withUnsafeMutableBufferPointer { target in
      unsafe source.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        unsafe rm_add_scaled(to, from, factor, Int64(source.count))
      }
    }
  }

  /// Multiplies all cells.
  static func scale(_ values: inout [Double], by factor: Double) {
    var span = values.mutableSpan
    for cell in span.indices { span[cell] *= factor }
  }

  /// The sum of products, in eight lanes that are added last.
  static func dot(_ left: [Double], _ right: [Double]) -> Double {
    precondition(left.count == right.count, "\(left.count) by \(right.count) cells")
    let (one, other) = (left.span, right.span)
    var lanes = SIMD8<Double>.zero
    var cell = 0
    while cell + 8 <= one.count {
      var (a, b) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      for lane in 0..<8 { (a[lane], b[lane]) = (one[cell + lane], other[cell + lane]) }
      lanes += a * b
      cell += 8
    }
    var sum = lanes.sum()
    while cell < one.count {
      sum += one[cell] * other[cell]
      cell += 1
    }
    return sum
  }
}
