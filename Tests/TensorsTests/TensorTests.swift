import Tensors
import Testing

@Suite("Tensor")
struct TensorTests {
  @Test("rows are the places of the first dimension, row by row")
  func rows() {
    let tensor = Tensor<Float>(shape: [2, 2, 2], scalars: [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(tensor.rowCount == 2 && tensor.rowLength == 4)
    #expect(Array(tensor.row(1)) == [4, 5, 6, 7])
    #expect(Tensor<Double>(repeating: 3, shape: [2, 2]).scalars == [3, 3, 3, 3])
  }

  @Test("a copy that changes leaves the original as it was")
  func value() {
    let original = Tensor<Double>(repeating: 0, shape: [3])
    var copy = original
    copy.scalars[1] = 5
    #expect(original.scalars == [0, 0, 0] && copy.scalars == [0, 5, 0])
  }
}
