import Evaluation
import Statistics
import Tensors
import Testing

@Suite("Principal components")
struct PrincipalComponentsTests {
  @Test("directions and variances of a known law are found, and points beside them come out at 0")
  func known() throws {
    // Four points on a cross: variance 4 x 8 / 3 along the second axis, 2 / 3 along the third.
    let points = Tensor<Float>(
      shape: [4, 3], scalars: [1, 5, 2, 1, -3, 2, 1, 1, 3, 1, 1, 1])
    let found = try PrincipalComponents(of: points, count: 3, seed: 1)
    #expect(found.count == 2 && found.mean == [1, 1, 2])
    #expect(abs(found.variances[0] - 32.0 / 3) < 1e-4 && abs(found.variances[1] - 2.0 / 3) < 1e-4)
    let projected = found.project(points).scalars.map { abs($0) }
    for (value, expected) in zip(projected, [4, 0, 4, 0, 0, 1, 0, 1] as [Float]) {
      #expect(abs(value - expected) < 1e-4)
    }
  }

  @Test("points that are all alike have no direction")
  func constant() throws {
    let points = Tensor<Float>(repeating: 0.5, shape: [5, 4])
    #expect(try PrincipalComponents(of: points, count: 2, seed: 1).count == 0)
  }
}
