import Statistics
import Tensors
import Testing

@Suite("Matrix product")
struct MatrixProductTests {
  /// The largest difference of single and double precision from the triple loop, for sums of up to 140 terms.
  static let (singleTolerance, doubleTolerance) = (Float(2e-5), 1e-12)

  struct Case: Sendable, CustomTestStringConvertible {
    let product: MatrixProduct

    var testDescription: String {
      "\(product.rows) x \(product.inner) x \(product.columns), "
        + "transposed \(product.leftIsTransposed) \(product.rightIsTransposed), "
        + "scale \(product.scale), keep \(product.keep)"
    }
  }

  static let cases: [Case] = [
    (1, 1, 1), (2, 3, 4), (17, 5, 31), (64, 67, 2), (3, 0, 2), (0, 4, 4), (128, 140, 96),
  ]
  .flatMap { rows, inner, columns in
    [(false, false), (true, false), (false, true), (true, true)].flatMap { left, right in
      [(1.0, 0.0), (-0.5, 1.0)].map { scale, keep in
        var product = MatrixProduct(rows: rows, columns: columns, inner: inner)
        product.leftIsTransposed = left
        product.rightIsTransposed = right
        product.scale = scale
        product.keep = keep
        return Case(product: product)
      }
    }
  }

  /// The definition, by three loops.
  private func slow(
    _ product: MatrixProduct, _ left: [Double], _ right: [Double], _ before: [Double]
  ) -> [Double] {
    var result = before
    for row in 0..<product.rows {
      for column in 0..<product.columns {
        var sum = 0.0
        for place in 0..<product.inner {
          let first =
            product.leftIsTransposed
            ? left[place * product.rows + row] : left[row * product.inner + place]
          let second =
            product.rightIsTransposed
            ? right[column * product.inner + place] : right[place * product.columns + column]
          sum += first * second
        }
        let index = row * product.columns + column
        result[index] =
          product.scale * sum + (product.keep == 0 ? 0 : product.keep * before[index])
      }
    }
    return result
  }

  @Test("both precisions agree with three loops", arguments: cases)
  func agrees(_ sample: Case) {
    let product = sample.product
    var generator = SeededGenerator(seed: 1, label: sample.testDescription)
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in generator.normal() } }
    let left = numbers(product.rows * product.inner)
    let right = numbers(product.inner * product.columns)
    let before = numbers(product.rows * product.columns)
    let expected = slow(product, left, right, before)
    var double = before
    do {
      var target = double.mutableSpan
      product.apply(left.span, right.span, to: &target)
    }
    var single = before.map(Float.init)
    let (singleLeft, singleRight) = (left.map(Float.init), right.map(Float.init))
    do {
      var target = single.mutableSpan
      product.apply(singleLeft.span, singleRight.span, to: &target)
    }
    for index in expected.indices {
      #expect(abs(double[index] - expected[index]) <= Self.doubleTolerance * 67)
      #expect(abs(single[index] - Float(expected[index])) <= Self.singleTolerance * 8)
    }
  }

  @Test(
    "rows that stand apart are read and written where they are, and what lies between is kept",
    arguments: [(3, 4, 2), (128, 140, 96)])
  func strides(rows: Int, inner: Int, columns: Int) {
    var product = MatrixProduct(rows: rows, columns: columns, inner: inner)
    product.leftStride = inner + 1
    product.rightStride = columns + 2
    product.resultStride = columns + 3
    var generator = SeededGenerator(seed: 2, label: "strides \(rows)")
    let left = (0..<rows * (inner + 1)).map { _ in Float(generator.normal()) }
    let right = (0..<inner * (columns + 2)).map { _ in Float(generator.normal()) }
    var result = Array(repeating: Float(7), count: rows * (columns + 3))
    do {
      var target = result.mutableSpan
      product.apply(left.span, right.span, to: &target)
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let sum = (0..<inner).reduce(0.0) {
          $0 + Double(left[row * (inner + 1) + $1]) * Double(right[$1 * (columns + 2) + column])
        }
        #expect(abs(Double(result[row * (columns + 3) + column]) - sum) < 1e-4)
      }
      #expect(result[row * (columns + 3) + columns..<(row + 1) * (columns + 3)] == [7, 7, 7])
    }
  }

  @Test("the library names itself and its kernel, the same to all threads")
  func library() async {
    let names = await withTaskGroup(of: String.self) { group in
      for _ in 0..<64 { group.addTask { algebraLibrary() } }
      return await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(names.count == 1 && names.first?.hasPrefix("OpenBLAS") == true)
  }
}
