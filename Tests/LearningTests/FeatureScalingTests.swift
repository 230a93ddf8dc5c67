import Learning
import Tensors
import Testing

@Suite("Feature scaling")
struct FeatureScalingTests {
  @Test("rows come scaled, in order, missing values as zero, and the rest of the batch untouched")
  func gather() {
    let features = Tensor<Float>(
      shape: [3, 3], scalars: [1, 2, 3, 4, .nan, 6, 7, 8, .infinity])
    let scaling = FeatureScaling(shift: [1, 2, 3], scale: [2, 0.5, 0])
    var batch = [Float](repeating: -1, count: 9)
    scaling.gather([2, 1], of: features, into: &batch)
    #expect(Array(batch.prefix(2)) == [12, 3])
    // Infinity times zero is not a number, so it counts as missing.
    #expect(batch[2] == 0)
    #expect(Array(batch[3..<6]) == [6, 0, 0])
    #expect(Array(batch.suffix(3)) == [-1, -1, -1])
  }
}
