import Tensors
import Testing

@Suite("Symmetric systems")
struct SymmetricSystemTests {
  @Test("a worked system is solved")
  func solved() throws {
    let matrix = Tensor<Double>(shape: [3, 3], scalars: [4, 2, 0, 2, 5, 1, 0, 1, 3])
    // The right side is the matrix times (1, -2, 3).
    let solution = try solveSymmetric(matrix, [0, -5, 7])
    #expect(zip(solution, [1, -2, 3]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("a matrix that is not positive definite is refused in one line")
  func refused() {
    let matrix = Tensor<Double>(shape: [2, 2], scalars: [1, 2, 2, 1])
    #expect(
      throws: TensorsError(
        description: "a 2 x 2 system is not positive definite; add a ridge")
    ) { try solveSymmetric(matrix, [1, 1]) }
  }

  @Test("the square of a matrix is added to the upper triangle, and below it nothing changes")
  func square() {
    let rows: [Double] = [1, 2, 3, 4, 5, 6]
    var sum: [Double] = [10, 0, 7, 20]
    do {
      var target = sum.mutableSpan
      addSquare(of: rows.span, width: 2, to: &target)
    }
    // The columns are (1, 3, 5) and (2, 4, 6).
    #expect(sum == [45, 44, 7, 76] as [Double])
  }
}
