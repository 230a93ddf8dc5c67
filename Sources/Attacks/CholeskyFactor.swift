import Foundation

/// The lower triangular factor L of a symmetric positive definite matrix L L^T.
struct CholeskyFactor {
  private let size: Int
  private let lower: [Double]

  /// Factors a matrix; nil where it is not positive definite to rounding.
  ///
  /// - Parameters:
  ///   - matrix: Size x size numbers, row after row; the lower triangle is read.
  ///   - size: The number of rows.
  /// - Complexity: O(size^3).
  init?(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "\(matrix.count) numbers for \(size) x \(size)")
    var lower = matrix
    for row in 0..<size {
      for column in 0...row {
        var rest = lower[row * size + column]
        for inner in 0..<column {
          rest -= lower[row * size + inner] * lower[column * size + inner]
        }
        if column < row {
          lower[row * size + column] = rest / lower[column * size + column]
        } else {
          guard rest > 0 else { return nil }
          lower[row * size + row] = rest.squareRoot()
        }
      }
    }
    (self.size, self.lower) = (size, lower)
  }

  /// The logarithm of the matrix's determinant.
  var logDeterminant: Double {
    (0..<size).reduce(0) { $0 + 2 * log(lower[$1 * size + $1]) }
  }

  /// The solution of L y = b, whose squared length is b^T (L L^T)^-1 b.
  ///
  /// - Complexity: O(size^2).
  func forward(_ right: [Double]) -> [Double] {
    var solution = right
    for row in 0..<size {
      var rest = solution[row]
      let start = row * size
      for column in 0..<row { rest -= lower[start + column] * solution[column] }
      solution[row] = rest / lower[start + row]
    }
    return solution
  }

  /// The solution of L L^T x = b.
  ///
  /// - Complexity: O(size^2).
  func solve(_ right: [Double]) -> [Double] {
    var solution = forward(right)
    for row in (0..<size).reversed() {
      var rest = solution[row]
      for below in row + 1..<max(size, row + 1) {
        rest -= lower[below * size + row] * solution[below]
      }
      solution[row] = rest / lower[row * size + row]
    }
    return solution
  }
}
