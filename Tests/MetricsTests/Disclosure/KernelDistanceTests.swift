import Metrics
import NearestNeighbors
import Tensors
import Testing

@Suite("Kernel distance")
struct KernelDistanceTests {
  @Test("two blocks of the lattices have the values of the formula in numpy 2.4.6")
  func lattices() async throws {
    let found = try await KernelDistance(
      Lattices.real, Lattices.synthetic, blocks: 2, threads: 2)
    #expect(abs(found.value - 11.257139313816424) < 1e-8)
    #expect(abs(found.standardError - 65.5378259781778) < 1e-8)
  }

  @Test("two samples of one law are within four standard errors of 0, a shifted one is not")
  func samples() async throws {
    let (first, second) = (
      try normalPoints(400, 4, label: "first"), try normalPoints(300, 4, label: "second")
    )
    let same = try await KernelDistance(first, second, threads: 2)
    // Student's t of 9 degrees of freedom exceeds 4 about three times in a thousand; the seed is fixed.
    #expect(abs(same.value) < 4 * same.standardError)
    let shifted = try EuclideanPoints(
      Tensor(shape: [300, 4], scalars: second.features.scalars.map { $0 + 0.7 }))
    let other = try await KernelDistance(first, shifted, threads: 2)
    #expect(other.value > 4 * other.standardError)
  }

  @Test("blocks of one record are refused in one line")
  func refused() async throws {
    let points = try line([1, 2, 3])
    let error = await #expect(throws: MetricsError.self) {
      try await KernelDistance(points, points, blocks: 2, threads: 1)
    }
    #expect(
      error?.description == "3 and 3 records make no 2 blocks of 2 or more; "
        + "bring more records or ask for fewer blocks")
  }
}
