import COpenBLAS

/// A failure of dense algebra on the numbers it was given.
package struct TensorsError: Error, Equatable, CustomStringConvertible {
  /// What failed and what to do, in one line.
  package let description: String

  /// Creates an error from its line.
  package init(description: String) {
    self.description = description
  }
}

/// Solves a symmetric positive definite system by Cholesky factorisation.
///
/// - Parameters:
///   - matrix: The n x n matrix; the upper triangle is read.
///   - right: The n right-hand sides' values.
/// - Returns: The solution, n numbers.
/// - Throws: `TensorsError` where the matrix is not positive definite.
/// - Complexity: O(n^3).
package func solveSymmetric(
  _ matrix: Tensor<Double>, _ right: [Double]
) throws(TensorsError) -> [Double] {
  precondition(
    matrix.shape == [right.count, right.count],
    "a \(matrix.shape) matrix for \(right.count) unknowns")
  singleThreaded()
  var factor = matrix.scalars
  var solution = right
  var (size, one, info) = (Int32(right.count), Int32(1), Int32(0))
  // The library stores by columns, so the upper triangle of a row-major matrix is its lower one.
  unsafe dposv_("L", &size, &one, &factor, &size, &solution, &size, &info)
  guard info == 0 else {
    throw TensorsError(
      description: "a \(size) x \(size) system is not positive definite; add a ridge")
  }
  return solution
}

/// Adds the products of all pairs of a matrix's columns, left^T left, to the upper triangle of a symmetric matrix.
///
/// - Parameters:
///   - rows: The matrix, row after row.
///   - width: The number of its columns.
///   - sum: Width x width; below the diagonal nothing changes.
/// - Complexity: O(rows x width^2), half of what the general product takes.
package func addSquare(
  of rows: Span<Double>, width: Int, to sum: inout MutableSpan<Double>
) {
  precondition(
    width > 0 && rows.count.isMultiple(of: width) && sum.count == width * width,
    "\(rows.count) numbers in rows of \(width) for \(sum.count)")
  singleThreaded()
  unsafe rows.withUnsafeBufferPointer { rows in
    unsafe sum.withUnsafeMutableBufferPointer { sum in
      unsafe cblas_dsyrk(
        CblasRowMajor, CblasUpper, CblasTrans, Int32(width), Int32(rows.count / width), 1,
        rows.baseAddress, Int32(width), 1, sum.baseAddress, Int32(width))
    }
  }
}
