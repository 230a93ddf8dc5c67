import Metrics
import NearestNeighbors
import Testing

@Suite("Hitting rate")
struct HittingRateTests {
  @Test("a hit is within a thirtieth of the range, with equal categories, missing for missing")
  func worked() throws {
    let members = smallTable([0, 30, 10, .nan, 20], [0, 1, 2, 0, -1], name: "members")
    let synthetic = smallTable(
      [1, 28.9, 10, .nan, 20, 11], [0, 1, 1, 0, -1, 0], name: "synthetic")
    let domain = try MixedDomain(ranges: [members], also: [synthetic])
    let (table, others) = (
      try MixedTable(members, in: domain), try MixedTable(synthetic, in: domain)
    )
    #expect(table.hits(in: others, tolerance: 1.0 / 30) == [true, false, false, true, true])
    #expect(try hittingRate(members: table, synthetic: others) == 0.6)
    #expect(try hittingRate(members: table, synthetic: table) == 1)
    #expect(try hittingRate(members: table, synthetic: others, tolerance: 0) == 0.4)
  }

  @Test("no members are refused in one line")
  func refused() throws {
    let data = smallTable([0, 1], [0, 1], name: "data")
    let table = try MixedTable(data, in: MixedDomain(ranges: [data]))
    let error = #expect(throws: MetricsError.self) {
      try hittingRate(members: table.selecting([]), synthetic: table)
    }
    #expect(
      error?.description == "no members that a release could hit; bring the training records")
  }
}
