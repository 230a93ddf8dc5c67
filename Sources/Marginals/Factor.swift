import Foundation

/// A dense table of numbers over a few attributes: counts, probabilities, or their logarithms.
///
/// Axes may stand in any order; the last varies quickest. Operations on two factors repeat the smaller one along the axes that it
/// lacks. A logarithm of minus infinity is a structural zero, and makes no other number invalid.
package struct Factor: Equatable, Sendable {
  /// How the cells that fall together are made one.
  package enum Reduction: String, CaseIterable, Sendable {
    /// Their sum.
    case sum
    /// The logarithm of the sum of their exponentials.
    case logSumExp
    /// The largest.
    case maximum
  }

  /// The attributes' indices, outermost first.
  package let axes: [Int]
  /// The attributes' sizes.
  package let sizes: [Int]
  /// The cells, the last axis varying quickest.
  package internal(set) var values: [Double]

  /// Creates a factor.
  ///
  /// - Parameters:
  ///   - axes: Different attributes, outermost first.
  ///   - sizes: Their sizes.
  ///   - values: As many numbers as there are cells.
  package init(axes: [Int], sizes: [Int], values: [Double]) {
    precondition(Set(axes).count == axes.count, "axes \(axes) repeat themselves")
    precondition(axes.count == sizes.count, "\(axes.count) axes, \(sizes.count) sizes")
    precondition(
      values.count == sizes.reduce(1, *), "\(values.count) values for a table of \(sizes)")
    (self.axes, self.sizes, self.values) = (axes, sizes, values)
  }

  /// A factor of equal numbers over a clique, axes ascending.
  ///
  /// - Parameters:
  ///   - value: The number in every cell.
  ///   - clique: The attributes; their table must fit memory.
  ///   - domain: The attributes' sizes.
  package init(repeating value: Double, over clique: Clique, of domain: AttributeDomain) {
    self.init(repeating: value, axes: clique.attributes, of: domain)
  }

  init(repeating value: Double, axes: [Int], of domain: AttributeDomain) {
    let sizes = axes.map { domain.sizes[$0] }
    self.init(
      axes: axes, sizes: sizes, values: Array(repeating: value, count: sizes.reduce(1, *)))
  }

  /// The set of the attributes.
  package var clique: Clique { Clique(axes) }
  /// The sum of all cells.
  package var total: Double { values.reduce(0, +) }

  /// The same numbers with the axes in another order.
  ///
  /// - Parameter order: The same attributes, outermost first.
  /// - Returns: The factor over `order`.
  package func transposed(to order: [Int]) -> Factor {
    precondition(order.count == axes.count && clique == Clique(order), "\(axes) to \(order)")
    guard order != axes else { return self }
    let places = order.compactMap { axes.firstIndex(of: $0) }
    let ownStrides = strides
    let sizes = places.map { self.sizes[$0] }
    let strides = places.map { ownStrides[$0] }
    var result: [Double] = []
    result.reserveCapacity(values.count)
    var digits = sizes.map { _ in 0 }
    var place = 0
    for _ in values.indices {
      result.append(values[place])
      var axis = sizes.count - 1
      while axis >= 0 {
        digits[axis] += 1
        place += strides[axis]
        if digits[axis] < sizes[axis] { break }
        place -= strides[axis] * sizes[axis]
        digits[axis] = 0
        axis -= 1
      }
    }
    return Factor(axes: order, sizes: sizes, values: result)
  }

  /// The step from one index of each axis to the next.
  var strides: [Int] {
    var stride = 1
    return sizes.reversed().map { size in
      defer { stride *= size }
      return stride
    }.reversed()
  }
}

// MARK: Algebra

extension Factor {
  /// The axes of a smaller factor in this one's order, and where they lie.
  private func layout(of clique: [Int]) -> (order: [Int], layout: TableLayout) {
    let order = axes.filter(clique.contains)
    precondition(order.count == clique.count, "axes \(clique) are not all in \(axes)")
    return (order, TableLayout(of: order, in: axes, sizes: sizes))
  }

  /// This factor over more attributes, repeated along them.
  ///
  /// - Parameters:
  ///   - axes: The wanted axes, with all of this factor's.
  ///   - domain: The attributes' sizes.
  /// - Returns: The factor over `axes`.
  package func expanded(to axes: [Int], of domain: AttributeDomain) -> Factor {
    var result = Factor(repeating: 0, axes: axes, of: domain)
    let (order, layout) = result.layout(of: self.axes)
    layout.add(transposed(to: order).values, to: &result.values)
    return result
  }

  /// The sum of two factors over the attributes of either: the product of what they are logarithms of.
  package func adding(_ other: Factor, of domain: AttributeDomain) -> Factor {
    var result = expanded(to: axes + other.axes.filter { !axes.contains($0) }, of: domain)
    let (order, layout) = result.layout(of: other.axes)
    layout.add(other.transposed(to: order).values, to: &result.values)
    return result
  }

  /// The product of two factors over the attributes of either.
  package func multiplied(by other: Factor, of domain: AttributeDomain) -> Factor {
    var result = expanded(to: axes + other.axes.filter { !axes.contains($0) }, of: domain)
    let (order, layout) = result.layout(of: other.axes)
    layout.multiply(&result.values, by: other.transposed(to: order).values)
    return result
  }

  /// The quotient by a factor over some of the attributes; 0 where both are 0.
  func divided(by other: Factor) -> Factor {
    var result = self
    let (order, layout) = layout(of: other.axes)
    layout.multiply(
      &result.values, by: other.transposed(to: order).values.map { $0 > 0 ? 1 / $0 : 0 })
    return result
  }

  /// The marginal over some of the attributes.
  ///
  /// - Parameters:
  ///   - axes: The axes to keep, in the order that the result shall have.
  ///   - reduction: What becomes of cells that fall together.
  /// - Returns: The factor over `axes`.
  package func reduced(onto axes: [Int], by reduction: Reduction = .sum) -> Factor {
    let (order, layout) = layout(of: axes)
    let sizes = order.compactMap { self.axes.firstIndex(of: $0) }.map { self.sizes[$0] }
    let start = reduction == .sum ? 0 : -Double.infinity
    var result = Factor(
      axes: order, sizes: sizes,
      values: Array(repeating: start, count: sizes.reduce(1, *)))
    switch reduction {
    case .sum: layout.sum(values, into: &result.values)
    case .maximum: layout.raise(&result.values, toLargestOf: values)
    case .logSumExp:
      var scratch = values
      let sums = layout.exponentiate(&scratch, below: &result.values)
      for (cell, sum) in sums.enumerated() { result.values[cell] += log(sum) }
    }
    return result.transposed(to: axes)
  }

  /// The exponentials of logarithms up to 709.
  package func exponentiated() -> Factor {
    var result = self
    Cells.exponentiate(&result.values)
    return result
  }
}

extension TableLayout {
  /// Takes exponentials of a large table after subtracting the largest logarithm that falls into each small cell.
  ///
  /// - Parameters:
  ///   - large: Logarithms; afterwards their exponentials, all from 0 to 1.
  ///   - small: Minus infinity; afterwards the largest logarithms.
  /// - Returns: The sums of the exponentials in each small cell: 0 where all logarithms were minus infinity, else at least 1.
  func exponentiate(_ large: inout [Double], below small: inout [Double]) -> [Double] {
    raise(&small, toLargestOf: large)
    subtract(small.map { $0 == -.infinity ? 0 : $0 }, from: &large)
    Cells.exponentiate(&large)
    var sums: [Double] = Array(repeating: 0, count: small.count)
    sum(large, into: &sums)
    return sums
  }
}
