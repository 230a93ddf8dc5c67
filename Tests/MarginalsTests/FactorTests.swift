import Foundation
import Marginals
import Testing

@Suite struct `Factors` {
  private static func factor(_ axes: [Int], _ sizes: [Int]) -> Factor {
    Factor(
      axes: axes, sizes: sizes,
      values: (0..<sizes.reduce(1, *)).map { 3 * sin(Double(7 * $0 + axes.count)) })
  }

  /// Sizes around the width of vector registers, and every subset of the axes.
  private static let cases: [([Int], [Int])] = [[3, 9, 2, 17], [1, 8, 33, 4], [5, 1, 1, 6]]
    .flatMap { sizes in (0..<16).map { bits in (sizes, (0..<4).filter { bits >> $0 & 1 == 1 }) } }

  private static func cells(_ sizes: [Int]) -> [[Int]] {
    sizes.reduce([[]]) { cells, size in cells.flatMap { cell in (0..<size).map { cell + [$0] } } }
  }

  @Test(
    "Reductions equal those of cells taken one by one", arguments: cases, Factor.Reduction.allCases)
  func reductions(shape: ([Int], [Int]), reduction: Factor.Reduction) {
    let (sizes, kept) = shape
    let factor = Self.factor([0, 1, 2, 3], sizes)
    var groups = Array(repeating: [Double](), count: kept.reduce(1) { $0 * sizes[$1] })
    for (cell, value) in zip(Self.cells(sizes), factor.values) {
      groups[kept.reduce(0) { $0 * sizes[$1] + cell[$1] }].append(value)
    }
    let expected = groups.map { group -> Double in
      switch reduction {
      case .sum: group.reduce(0, +)
      case .maximum: group.max() ?? 0
      case .logSumExp: log(group.map { exp($0) }.reduce(0, +))
      }
    }
    let found = factor.reduced(onto: kept, by: reduction)
    #expect(ReferenceSuite.distance(found.values, expected) < 1e-12)
    let turned = factor.reduced(onto: kept.reversed(), by: reduction)
    #expect(turned.transposed(to: kept).values == found.values)
  }

  @Test("Sums and products repeat the smaller factor, whatever the order of axes")
  func algebra() throws {
    let domain = try AttributeDomain(names: ["a", "b", "c"], sizes: [3, 9, 4])
    let (left, right) = (Self.factor([2, 0], [4, 3]), Self.factor([1, 2], [9, 4]))
    let sum = left.adding(right, of: domain).transposed(to: [0, 1, 2])
    let product = left.multiplied(by: right, of: domain).transposed(to: [0, 1, 2])
    for (index, cell) in Self.cells([3, 9, 4]).enumerated() {
      let (a, b) = (left.values[cell[2] * 3 + cell[0]], right.values[cell[1] * 4 + cell[2]])
      #expect(sum.values[index] == a + b)
      #expect(product.values[index] == a * b)
    }
    #expect(
      right.expanded(to: [0, 1, 2], of: domain).values == right.values + right.values + right.values
    )
  }

  @Test("Exponentials agree with the library's to two units in the last place")
  func exponentials() {
    let values = (0..<4001).map { -708 + Double($0) * 0.3541 } + [0, -1e-300, -709, -.infinity]
    let found = Factor(axes: [0], sizes: [values.count], values: values).exponentiated().values
    for (value, result) in zip(values, found) {
      let expected = value < -708 ? 0 : exp(value)
      #expect(abs(result - expected) <= 2 * expected.ulp, "e^\(value)")
    }
  }

  @Test(
    "Structural zeros stay minus infinity in the logarithm of a sum, and make no other number invalid"
  )
  func zeros() {
    let factor = Factor(
      axes: [0, 1], sizes: [2, 2], values: [-.infinity, -.infinity, 0, -.infinity])
    #expect(factor.reduced(onto: [0], by: .logSumExp).values == [-.infinity, 0])
    #expect(factor.reduced(onto: [], by: .logSumExp).values == [0])
  }
}
