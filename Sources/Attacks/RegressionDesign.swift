import Tensors

/// Rows of features with a one for the intercept, of which zeros are left out where they prevail.
///
/// Encoded categories are nearly all zeros, and what a row adds to a Hessian is the products of the others.
struct RegressionDesign {
  /// The number of rows.
  let rowCount: Int
  /// The number of features and the intercept, which is last.
  let width: Int
  private let cells: Cells

  private enum Cells {
    case all([Double])
    case nonzero(NonzeroCells)
  }

  /// The share of cells other than zero below which sums over these alone are faster than dense products.
  private static let sparseShare = 0.25

  /// Takes rows of features with the squares of some.
  ///
  /// - Parameters:
  ///   - features: Rows x features, finite.
  ///   - squared: The features whose squares, less 1, stand behind them.
  ///   - order: The rows' numbers in the order in which they are added up.
  init(_ features: Tensor<Float>, squaring squared: [Int], order: [Int]) {
    (rowCount, width) = (order.count, features.rowLength + squared.count + 1)
    let count = features.scalars.count { $0 != 0 }
    let isSparse = Double(count) < Self.sparseShare * Double(features.scalars.count)
    var nonzero = NonzeroCells()
    var scalars: [Double] = []
    if isSparse {
      nonzero.reserve(rows: rowCount, cells: count + rowCount * (squared.count + 1))
    } else {
      scalars.reserveCapacity(rowCount * width)
    }
    for row in order {
      let cells = Self.row(features.row(row), squaring: squared)
      if isSparse { nonzero.append(cells) } else { scalars += cells }
    }
    cells = isSparse ? .nonzero(nonzero) : .all(scalars)
  }

  /// A row's features, their squares less 1, and the intercept's one.
  static func row(_ features: ArraySlice<Float>, squaring squared: [Int]) -> [Double] {
    let values = features.map(Double.init)
    return values + squared.map { values[$0] * values[$0] - 1 } + [1]
  }

  /// The linear predictor of each row.
  func predictors(_ weights: [Double]) -> [Double] {
    switch cells {
    case .nonzero(let cells): return cells.predictors(weights)
    case .all(let scalars):
      var result = Array(repeating: 0.0, count: rowCount)
      let product = MatrixProduct(rows: rowCount, columns: 1, inner: width)
      var target = result.mutableSpan
      product.apply(scalars.span, weights.span, to: &target)
      return result
    }
  }

  /// Adds rows times their slopes to a gradient, and their squares times their curvatures to a Hessian.
  ///
  /// - Parameters:
  ///   - slopes: One for each row.
  ///   - curvatures: One for each row, at least 0.
  ///   - gradient: One number for each column.
  ///   - hessian: Columns x columns; the upper triangle is added to.
  func add(
    slopes: [Double], curvatures: [Double], to gradient: inout [Double],
    and hessian: inout [Double]
  ) {
    switch cells {
    case .nonzero(let cells):
      cells.add(slopes: slopes, curvatures: curvatures, to: &gradient, and: &hessian)
    case .all(let scalars):
      for start in stride(from: 0, to: rowCount, by: 1024) {
        let block = start..<min(start + 1024, rowCount)
        let rows = Array(scalars[block.lowerBound * width..<block.upperBound * width])
        add(rows, Array(slopes[block]), Array(curvatures[block]), to: &gradient, and: &hessian)
      }
    }
  }

  private func add(
    _ rows: [Double], _ slopes: [Double], _ curvatures: [Double], to gradient: inout [Double],
    and hessian: inout [Double]
  ) {
    var product = MatrixProduct(rows: width, columns: 1, inner: slopes.count)
    product.leftIsTransposed = true
    product.keep = 1
    var sums = gradient.mutableSpan
    product.apply(rows.span, slopes.span, to: &sums)
    var scaled = rows
    for row in slopes.indices {
      let root = curvatures[row].squareRoot()
      for column in 0..<width { scaled[row * width + column] *= root }
    }
    var target = hessian.mutableSpan
    addSquare(of: scaled.span, width: width, to: &target)
  }
}

/// The cells of rows that are not zero.
private struct NonzeroCells {
  /// Where each row's cells begin, then where the last row's end.
  private var starts: [Int] = [0]
  private var columns: [Int32] = []
  private var values: [Double] = []

  mutating func reserve(rows: Int, cells: Int) {
    starts.reserveCapacity(rows + 1)
    columns.reserveCapacity(cells)
    values.reserveCapacity(cells)
  }

  /// Takes up a row.
  mutating func append(_ row: [Double]) {
    for (column, value) in row.enumerated() where value != 0 {
      columns.append(Int32(column))
      values.append(value)
    }
    starts.append(columns.count)
  }

  func predictors(_ weights: [Double]) -> [Double] {
    let (columns, values, weights) = (columns.span, values.span, weights.span)
    return starts.indices.dropLast().map { row in
      var sum = 0.0
      for cell in starts[row]..<starts[row + 1] {
        sum += values[cell] * weights[Int(columns[cell])]
      }
      return sum
    }
  }

  func add(
    slopes: [Double], curvatures: [Double], to gradient: inout [Double],
    and hessian: inout [Double]
  ) {
    let (columns, values, width) = (columns.span, values.span, gradient.count)
    var gradient = gradient.mutableSpan
    var hessian = hessian.mutableSpan
    for row in slopes.indices {
      let (slope, curvature, end) = (slopes[row], curvatures[row], starts[row + 1])
      for first in starts[row]..<end {
        let (column, value) = (Int(columns[first]), values[first])
        gradient[column] += slope * value
        let (factor, place) = (curvature * value, column * width)
        for second in first..<end {
          hessian[place + Int(columns[second])] += factor * values[second]
        }
      }
    }
  }
}
