import Metrics
import NearestNeighbors
import Statistics
import Testing

@Suite("Closest records")
struct ClosestRecordsTests {
  @Test("the worked distances, ratios and quantiles come out")
  func worked() async throws {
    let found = ClosestRecords(
      try await Worked.synthetic.nearest(2, in: Worked.real, threads: 1))
    #expect(found.distances == [0.5, 0.5, 1, 1, 12])
    #expect(found.ratios == [1, 1, 1, 0.2, 0.75])
    #expect(found.distance(atQuantile: 0.05) == 0.5)
    #expect(found.distance(atQuantile: 0.5) == 1)
    #expect(abs(found.ratio(atQuantile: 0.05) - 0.31) < 1e-12)
  }

  @Test("two nearest records at distance 0 make a ratio of 1")
  func copies() async throws {
    let found = ClosestRecords(try await line([3, 4]).nearest(2, in: line([3, 3, 5]), threads: 1))
    #expect(found.distances == [0, 1])
    #expect(found.ratios == [1, 1])
  }
}
