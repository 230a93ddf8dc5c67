import Statistics
import Tensors
import Testing

@Suite struct SeveralSystemsTests {
  @Test("several right-hand sides have the solutions that each has alone")
  func alone() throws {
    var generator = SeededGenerator(seed: 1, label: "systems")
    let size = 5
    var matrix = Array(repeating: 0.0, count: size * size)
    let root = (0..<size * size).map { _ in generator.normal() }
    for row in 0..<size {
      for column in 0..<size {
        matrix[row * size + column] = (0..<size).reduce(row == column ? 1 : 0) {
          $0 + root[row * size + $1] * root[column * size + $1]
        }
      }
    }
    let rights = (0..<3 * size).map { _ in generator.normal() }
    let found = try solveSymmetric(matrix, rights: rights, size: size)
    for right in 0..<3 {
      let range = right * size..<(right + 1) * size
      let single = try solveSymmetric(
        Tensor(shape: [size, size], scalars: matrix), Array(rights[range]))
      #expect(zip(found[range], single).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    #expect(try solveSymmetric(matrix, rights: [], size: size).isEmpty)
  }

  @Test("a matrix that is not positive definite is refused")
  func indefinite() {
    #expect(throws: TensorsError.self) {
      try solveSymmetric([1, 0, 0, -1], rights: [1, 1], size: 2)
    }
  }
}
