import Foundation
import NearestNeighbors
import Testing

@Suite struct `Records within a radius` {
  @Test(
    "Counts and nearness equal those from all distances, ties at the radius included",
    arguments: [0.0, 1, 2, 2.5])
  func direct(radius: Double) async throws {
    // Whole numbers, so that many distances are exactly at the radius.
    let queries = try points(60, 2, levels: 4, label: "within queries")
    let records = try points(150, 2, levels: 4, label: "within records")
    let found = try await queries.within(radius, in: records, threads: 2)
    for query in 0..<queries.count {
      let near = euclidean(query, queries, records).filter { $0 <= radius }
      #expect(found.counts[query] == near.count)
      let closeness = near.reduce(0) {
        $0 + ($1 > radius / 1000 ? log(radius / $1) : log(1000))
      }
      #expect(abs(found.closeness[query] - closeness) < 1e-9)
    }
    #expect(try await queries.within(radius, in: records, threads: 1) == found)
  }
}
