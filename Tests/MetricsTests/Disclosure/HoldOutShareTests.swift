import Metrics
import NearestNeighbors
import Statistics
import Testing

@Suite("Hold-out share")
struct HoldOutShareTests {
  private static func replicates(_ label: String, width: Int = 2) -> Replicates {
    Replicates(count: 400, seed: 5, label: label, width: width)
  }

  @Test("nearer counts one, as near counts half, and copies are counted for both sides")
  func worked() async throws {
    // Members 0, 2, 7; hold-out 1, 7.
    let real = try line([0, 2, 7, 1, 7])
    let found = try await HoldOutShare(
      synthetic: line([0.2, 1, 1.5, 7, 1.8]), real: real, memberCount: 3,
      permutations: Self.replicates("worked"))
    #expect(found.share == (1 + 0 + 0.5 + 0.5 + 1) / 5)
    #expect(found.expected == 0.6)
    #expect(found.ties == 2)
    #expect(found.copies.ofMembers == 1 && found.copies.ofHoldOut == 2)
    #expect(found.copies.expectedFromHoldOut == 3)
    #expect(found.copies.share == 0.2)
    #expect(found.copies.copiedMembers == 1 && found.copies.copiedHoldOut == 2)
  }

  @Test("a record that only a missing value brings to distance 0 is no copy, and an equal one is")
  func missing() async throws {
    let members = smallTable([1, .nan, .nan, 9], [0, 0, 1, 1], name: "members")
    let holdOut = smallTable([30, .nan], [2, 2], name: "hold-out")
    let released = smallTable([1, 5, .nan, 9, .nan], [0, 0, 1, 0, 2], name: "released")
    let domain = try MixedDomain(
      ranges: [members, holdOut], also: [released], includesLabel: false)
    let tables = try [released, members, holdOut].map { try MixedTable($0, in: domain) }
    let ties = try await tables[0].nearestTies(in: tables[1], threads: 1)
    #expect(ties.prefix(4).map(\.distance) == [0, 0, 0, 0])
    let nearest = try await HoldOutShare.nearest(
      synthetic: tables[0], members: tables[1], holdOut: tables[2], threads: 1)
    #expect(nearest.map { $0.distance == 0 } == [true, false, true, false, true])
    #expect(nearest.map(\.indexes) == [[0], [1], [2], [1], [5]])
    let found = try await HoldOutShare(
      synthetic: tables[0], members: tables[1], holdOut: tables[2],
      permutations: Self.replicates("missing"))
    #expect(found.copies.ofMembers == 2 && found.copies.ofHoldOut == 1)
  }

  @Test("the shuffles agree with all memberships of a small example")
  func enumerated() async throws {
    let values: [Float] = [0, 2, 7, 1, 7]
    let synthetic: [Float] = [0.2, 1, 1.5, 7, 1.8]
    let found = try await HoldOutShare(
      synthetic: line(synthetic), real: line(values), memberCount: 3,
      permutations: Replicates(count: 20_000, seed: 5, label: "enumerated", width: 2))
    var (shares, copies): ([Double], [Double]) = ([], [])
    for first in 0..<5 {
      for second in first + 1..<5 {
        let others = [first, second]
        shares.append(Self.slowShare(synthetic, values) { others.contains($0) })
        copies.append(
          Double(
            synthetic.count { value in
              values.indices.contains { values[$0] == value && !others.contains($0) }
            }))
      }
    }
    // Five standard errors of 20,000 draws: fails by chance less than once in a million.
    let truth = Double(shares.count { $0 >= found.share }) / 10
    #expect(abs(found.pValue - truth) < 5 * (truth * (1 - truth) / 20_000).squareRoot() + 1e-4)
    #expect(abs(found.copies.expectedFromShuffles - mean(copies)) < 5 * 1.0 / 141)
    #expect(found.nullInterval.low >= (shares.min() ?? 0))
    #expect(found.nullInterval.high <= (shares.max() ?? 1))
  }

  private static func slowShare(
    _ synthetic: [Float], _ real: [Float], isHoldOut: (Int) -> Bool
  ) -> Double {
    mean(
      synthetic.map { value in
        let least = real.map { abs($0 - value) }.min() ?? 0
        let nearest = real.indices.filter { abs(real[$0] - value) == least }
        let others = nearest.count(where: isHoldOut)
        return others == 0 ? 1 : others == nearest.count ? 0 : 0.5
      })
  }

  @Test("copies of members are found out, and an independent sample of unequal sets is not")
  func power() async throws {
    let (members, holdOut) = (
      try normalPoints(150, 5, label: "150 members"), try normalPoints(50, 5, label: "50 others")
    )
    let real = try joined(members, holdOut)
    let honest = try await HoldOutShare(
      synthetic: normalPoints(200, 5, label: "honest"), real: real, memberCount: 150,
      permutations: Self.replicates("honest"))
    #expect(honest.expected == 0.75)
    #expect(honest.pValue > 0.01)
    #expect(honest.nullInterval.low < 0.75 && honest.nullInterval.high > 0.75)
    let leak = try await HoldOutShare(
      synthetic: members, real: real, memberCount: 150, permutations: Self.replicates("leak"))
    #expect(leak.share == 1)
    #expect(leak.pValue == 1.0 / 401)
    #expect(leak.copies.ofMembers == 150 && leak.copies.pValue == 1.0 / 401)
  }

  @Test("the numbers do not depend on the number of threads")
  func threads() async throws {
    let real = try normalPoints(90, 3, label: "real")
    let synthetic = try normalPoints(50, 3, label: "synthetic")
    let (one, four) = (
      try await HoldOutShare(
        synthetic: synthetic, real: real, memberCount: 40,
        permutations: Self.replicates("threads", width: 1)),
      try await HoldOutShare(
        synthetic: synthetic, real: real, memberCount: 40,
        permutations: Self.replicates("threads", width: 4))
    )
    #expect(one == four)
  }

  @Test("records that are all alike tie, and show nothing")
  func constant() async throws {
    let same = try line([1, 1, 1])
    let found = try await HoldOutShare(
      synthetic: same, real: line([1, 1, 1, 1]), memberCount: 2,
      permutations: Self.replicates("constant"))
    #expect(found.share == 0.5 && found.pValue == 1 && found.ties == 3)
    #expect(found.copies.pValue == 1)
  }

  @Test("an empty set is refused in one line")
  func refused() async throws {
    let points = try line([1, 2])
    let error = await #expect(throws: MetricsError.self) {
      try await HoldOutShare(
        synthetic: points, real: points, memberCount: 2,
        permutations: Self.replicates("refused"))
    }
    #expect(
      error?.description == "2 synthetic records, 2 members and 0 of the hold-out have no share; "
        + "none may be empty")
  }
}

extension HoldOutShare {
  /// Finds the nearest itself.
  fileprivate init<Points: PointSet>(
    synthetic: Points, members: Points, holdOut: Points, permutations: Replicates
  ) async throws {
    await self.init(
      try await HoldOutShare.nearest(
        synthetic: synthetic, members: members, holdOut: holdOut, threads: permutations.width),
      memberCount: members.count, realCount: members.count + holdOut.count,
      permutations: permutations)
  }

  /// Takes the members from the first records of one set.
  fileprivate init(
    synthetic: EuclideanPoints, real: EuclideanPoints, memberCount: Int, permutations: Replicates
  ) async throws {
    try await self.init(
      synthetic: synthetic, members: real.selecting(Array(0..<memberCount)),
      holdOut: real.selecting(Array(memberCount..<real.count)), permutations: permutations)
  }
}
