import Tensors
import Testing

@Suite("Symmetric eigenproblems")
struct SymmetricEigenTests {
  @Test("the eigenvalues of the discrete Laplacian are its closed form", arguments: [1, 2, 7, 40])
  func laplacian(_ order: Int) throws {
    var matrix = Tensor<Double>(repeating: 0, shape: [order, order])
    for row in 0..<order {
      matrix.scalars[row * order + row] = 2
      if row + 1 < order { matrix.scalars[row * order + row + 1] = -1 }
      // Below the diagonal nothing is read.
      if row > 0 { matrix.scalars[row * order + row - 1] = 99 }
    }
    let eigen = try SymmetricEigen(matrix)
    // Each vector of a tridiagonal Toeplitz matrix satisfies its difference equation.
    for (place, value) in eigen.values.enumerated() {
      let vector = Array(eigen.vectors.row(place))
      for row in 0..<order {
        let before = row > 0 ? vector[row - 1] : 0
        let after = row + 1 < order ? vector[row + 1] : 0
        #expect(abs(2 * vector[row] - before - after - value * vector[row]) < 1e-12)
      }
      #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
    }
    #expect(eigen.values == eigen.values.sorted())
    #expect(abs(eigen.values.reduce(0, +) - Double(2 * order)) < 1e-10)
  }

  @Test("a matrix with a missing number is refused in one line")
  func refused() {
    let matrix = Tensor<Double>(shape: [2, 2], scalars: [1, .nan, 0, 1])
    #expect(
      throws: TensorsError(
        description: "a 2 x 2 matrix has a number that is not finite; "
          + "leave out what is missing before its eigenvalues are taken")
    ) { try SymmetricEigen(matrix) }
  }
}
