import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix.
package struct SymmetricEigen: Equatable, Sendable {
  /// The eigenvalues, ascending.
  package let values: [Double]
  /// The eigenvectors as rows, in the order of the values; each of length 1, of either sign.
  package let vectors: Tensor<Double>

  /// Decomposes a matrix by divide and conquer.
  ///
  /// - Parameter matrix: An n x n matrix, n at least 1; the upper triangle is read.
  /// - Throws: `TensorsError` where a number is not finite or the iteration does not converge.
  /// - Complexity: O(n^3).
  package init(_ matrix: Tensor<Double>) throws(TensorsError) {
    let order = matrix.rowLength
    precondition(
      matrix.shape == [order, order] && order > 0, "a \(matrix.shape) matrix is not square")
    guard matrix.scalars.allSatisfy(\.isFinite) else {
      throw TensorsError(
        description: "a \(order) x \(order) matrix has a number that is not finite; "
          + "leave out what is missing before its eigenvalues are taken")
    }
    singleThreaded()
    // The library stores by columns: its lower triangle is the upper one of rows, and its columns are our rows.
    var vectors = matrix.scalars
    var values = Array(repeating: 0.0, count: order)
    var (size, info) = (Int32(order), Int32(0))
    var (workCount, indexCount) = (Int32(1 + 6 * order + 2 * order * order), Int32(3 + 5 * order))
    var work = Array(repeating: 0.0, count: Int(workCount))
    var indexes = Array(repeating: Int32(0), count: Int(indexCount))
    unsafe dsyevd_(
      "V", "L", &size, &vectors, &size, &values, &work, &workCount, &indexes, &indexCount, &info)
    guard info == 0 else {
      throw TensorsError(
        description: "the eigenvalues of a \(order) x \(order) matrix do not converge; "
          + "check the scale of its numbers")
    }
    self.values = values
    self.vectors = Tensor(shape: [order, order], scalars: vectors)
  }
}
