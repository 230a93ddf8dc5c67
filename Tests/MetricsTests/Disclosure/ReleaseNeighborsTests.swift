import Metrics
import NearestNeighbors
import Testing

@Suite("Neighbours of a release")
struct ReleaseNeighborsTests {
  @Test("shares from common searches are those of the measures by themselves")
  func shares() async throws {
    let (members, released, others) = (
      try Lattices.real, try Lattices.synthetic, try normalPoints(30, 2, label: "others")
    )
    let found = try await ReleaseNeighbors(
      released: released, members: members, holdOut: others, threads: 2)
    #expect(
      found.authenticShare
        == (try await authenticity(synthetic: released, members: members, threads: 1)))
    #expect(
      found.identifiableShare
        == (try await identifiability(members: members, synthetic: released, threads: 1)))
    #expect(
      found.identifiableShareOfHoldOut
        == (try await identifiability(members: members, synthetic: others, threads: 1)))
    let distances = try await DistanceToClosestRecord(
      synthetic: released, members: members, holdOut: others, threads: 1)
    #expect(ClosestRecords(found.toMembers) == distances.toMembers)
    #expect(ClosestRecords(found.holdOutToMembers) == distances.holdOutToMembers)
  }

  @Test("sets too small for a distance to another are refused in one line")
  func refused() async throws {
    let one = try line([1])
    let error = await #expect(throws: NeighborsError.self) {
      try await ReleaseNeighbors(released: one, members: one, holdOut: one, threads: 1)
    }
    #expect(error?.description.contains("2 nearest records asked of a set of 1") == true)
  }
}
