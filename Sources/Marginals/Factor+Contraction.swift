import CMarginals

extension Factor {
  /// The sum of the product with another factor over those shared axes that are not wanted.
  ///
  /// - Parameters:
  ///   - other: A factor that shares some axes.
  ///   - axes: The wanted axes; all that the two do not share are among them.
  /// - Returns: The factor over `axes`, which equals the product's marginal without the product ever being made.
  func contracted(with other: Factor, onto axes: [Int]) -> Factor {
    let shared = self.axes.filter(other.axes.contains)
    let kept = shared.filter(axes.contains)
    let summed = shared.filter { !axes.contains($0) }
    let left = self.axes.filter { !shared.contains($0) }
    let right = other.axes.filter { !shared.contains($0) }
    let one = transposed(to: kept + summed + left)
    let two = other.transposed(to: kept + summed + right)
    func cells(_ factor: Factor, _ axes: [Int]) -> Int {
      zip(factor.axes, factor.sizes).filter { axes.contains($0.0) }.reduce(1) { $0 * $1.1 }
    }
    let shape = (
      kept: cells(one, kept), summed: cells(one, summed), left: cells(one, left),
      right: cells(two, right)
    )
    var values: [Double] = Array(repeating: 0, count: shape.kept * shape.left * shape.right)
    unsafe one.values.withUnsafeBufferPointer { one in
      unsafe two.values.withUnsafeBufferPointer { two in
        unsafe values.withUnsafeMutableBufferPointer { values in
          guard let one = one.baseAddress, let two = two.baseAddress,
            let result = values.baseAddress
          else { return }
          unsafe rm_contract(
            one, two, result,
            rm_contraction(
              batches: Int64(shape.kept), summed: Int64(shape.summed), left: Int64(shape.left),
              right: Int64(shape.right)))
        }
      }
    }
    let sizes =
      one.sizes[..<kept.count] + one.sizes[(kept.count + summed.count)...]
      + two.sizes[(kept.count + summed.count)...]
    return Factor(axes: kept + left + right, sizes: Array(sizes), values: values)
      .transposed(to: axes)
  }
}
