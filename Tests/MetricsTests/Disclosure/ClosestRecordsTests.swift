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

  @Test(
    "the hold-out's distances to members are the baseline, and a release of members is below it")
  func baseline() async throws {
    let (members, holdOut) = (
      try normalPoints(60, 4, label: "members"), try normalPoints(40, 4, label: "hold-out")
    )
    let found = try await DistanceToClosestRecord(
      synthetic: members.selecting(Array(0..<30)), members: members, holdOut: holdOut, threads: 2)
    #expect(found.toMembers.distance(atQuantile: 1) == 0)
    #expect(found.holdOutToMembers.distances.count == 40)
    #expect(found.holdOutToMembers.distance(atQuantile: 0.05) > 0)
    let own = try await members.selecting(Array(0..<30)).nearest(2, in: holdOut, threads: 1)
    #expect(found.toHoldOut == ClosestRecords(own))
  }

  @Test("an empty release and a hold-out of one record are refused in one line")
  func refused() async throws {
    let points = try line([1, 2, 3])
    let empty = await #expect(throws: MetricsError.self) {
      try await DistanceToClosestRecord(
        synthetic: points.selecting([]), members: points, holdOut: points, threads: 1)
    }
    #expect(empty?.description == "no synthetic records to take distances from; bring a release")
    let single = await #expect(throws: NeighborsError.self) {
      try await DistanceToClosestRecord(
        synthetic: points, members: points, holdOut: points.selecting([0]), threads: 1)
    }
    #expect(
      single?.description == "2 nearest records asked of a set of 1; "
        + "ask for fewer neighbours or bring more records")
  }
}
