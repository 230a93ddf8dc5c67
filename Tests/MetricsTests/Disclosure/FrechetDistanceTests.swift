import Metrics
import NearestNeighbors
import Tensors
import Testing

@Suite("Fréchet distance")
struct FrechetDistanceTests {
  @Test("the worked moments have the worked distance, in both directions")
  func worked() throws {
    let first = FeatureMoments(
      mean: [0, 0], covariance: Tensor(shape: [2, 2], scalars: [1, 0.5, 0.5, 1]))
    let second = FeatureMoments(
      mean: [1, 0], covariance: Tensor(shape: [2, 2], scalars: [2, 0, 0, 1]))
    #expect(abs(try frechetDistance(first, second) - 1.331172) < 1e-6)
    #expect(abs(try frechetDistance(second, first) - 1.331172) < 1e-6)
    #expect(abs(try frechetDistance(first, first)) < 1e-12)
  }

  @Test("the distance of the lattices is that of scipy 1.17.1's matrix root")
  func lattices() throws {
    let found = try frechetDistance(
      FeatureMoments(Lattices.real), FeatureMoments(Lattices.synthetic))
    #expect(abs(found - 0.5488579235868738) < 1e-10)
  }

  @Test("a constant column has a distance, and one record is refused in one line")
  func degenerate() throws {
    let points = try EuclideanPoints(
      Tensor<Float>(shape: [3, 2], scalars: [1, 5, 2, 5, 3, 5]))
    let shifted = try EuclideanPoints(
      Tensor<Float>(shape: [3, 2], scalars: [1, 7, 2, 7, 3, 7]))
    let found = try frechetDistance(FeatureMoments(points), FeatureMoments(shifted))
    #expect(abs(found - 4) < 1e-12)
    let error = #expect(throws: MetricsError.self) {
      try FeatureMoments(points.selecting([0]))
    }
    #expect(error?.description == "1 records have no covariance; bring at least 2")
  }
}
