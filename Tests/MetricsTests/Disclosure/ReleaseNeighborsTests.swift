import Metrics
import NearestNeighbors
import Testing

@Suite("Neighbours of a release")
struct ReleaseNeighborsTests {
  private func neighbors(
    _ released: EuclideanPoints, _ members: EuclideanPoints, holdOut: EuclideanPoints? = nil
  ) async throws -> ReleaseNeighbors {
    try await ReleaseNeighbors(
      released: released, members: members, holdOut: holdOut ?? members, threads: 2)
  }

  @Test("one of five worked records is authentic, and each member nearer to a released record")
  func worked() async throws {
    let found = try await neighbors(Worked.synthetic, Worked.real)
    #expect(found.authenticShare == 0.2)
    #expect(found.identifiableShare == 1)
  }

  @Test("copies are not authentic, even of members that have twins")
  func copies() async throws {
    let members = try line([1, 1, 5])
    #expect(try await neighbors(members, members).authenticShare == 0)
  }

  @Test("a release as near as other members are does not count")
  func ties() async throws {
    #expect(try await neighbors(line([-1, 3]), line([0, 1, 2])).identifiableShare == 0)
  }

  @Test(
    "the hold-out's distances to members are the baseline, and a release of members is below it")
  func baseline() async throws {
    let (members, holdOut) = (
      try normalPoints(60, 4, label: "members"), try normalPoints(40, 4, label: "hold-out")
    )
    let released = members.selecting(Array(0..<30))
    let found = try await neighbors(released, members, holdOut: holdOut)
    #expect(ClosestRecords(found.toMembers).distance(atQuantile: 1) == 0)
    let base = ClosestRecords(found.holdOutToMembers)
    #expect(base.distances.count == 40 && base.distance(atQuantile: 0.05) > 0)
    let own = try await released.nearest(1, in: holdOut, threads: 1)
    #expect(found.toHoldOut.distances(ofRank: 0) == own.distances)
    #expect(found.toHoldOut.indexes(ofRank: 0) == own.indexes)
    let swapped = try await neighbors(holdOut, members, holdOut: released)
    #expect(swapped.identifiableShare == found.identifiableShareOfHoldOut)
  }

  @Test("an empty release and a single member are refused in one line")
  func refused() async throws {
    let points = try line([1, 2, 3])
    let empty = await #expect(throws: MetricsError.self) {
      try await neighbors(points.selecting([]), points)
    }
    #expect(empty?.description.hasPrefix("0 synthetic records, 3 members and 3 of") == true)
    let single = await #expect(throws: NeighborsError.self) {
      try await neighbors(points, points.selecting([0]), holdOut: points)
    }
    #expect(
      single?.description == "2 nearest records asked of a set of 1; "
        + "ask for fewer neighbours or bring more records")
  }
}
