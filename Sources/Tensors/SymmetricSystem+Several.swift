import COpenBLAS

/// Solves symmetric positive definite systems that share their matrix, by one Cholesky factorisation.
///
/// - Parameters:
///   - matrix: The n x n matrix, row after row; the upper triangle is read.
///   - rights: Right-hand sides x n, row after row.
///   - size: The number n of unknowns.
/// - Returns: One solution for each right-hand side, in the same layout.
/// - Throws: `TensorsError` where the matrix is not positive definite.
/// - Complexity: O(n^3 + n^2 x right-hand sides).
package func solveSymmetric(
  _ matrix: [Double], rights: [Double], size: Int
) throws(TensorsError) -> [Double] {
  precondition(
    size > 0 && matrix.count == size * size && rights.count.isMultiple(of: size),
    "\(matrix.count) numbers of a matrix and \(rights.count) of right-hand sides for \(size) unknowns"
  )
  guard !rights.isEmpty else { return [] }
  singleThreaded()
  var (factor, solutions) = (matrix, rights)
  var (order, count, info) = (Int32(size), Int32(rights.count / size), Int32(0))
  // The library stores by columns: the upper triangle is its lower one, and rows are right-hand sides.
  unsafe dposv_("L", &order, &count, &factor, &order, &solutions, &order, &info)
  guard info == 0 else {
    throw TensorsError(
      description: "a \(size) x \(size) system is not positive definite; add a ridge")
  }
  return solutions
}
