import Metrics
import NearestNeighbors
import Statistics
import Testing

@Suite("Hold-out share at equal sizes")
struct EqualSizeShareTests {
  private static func replicates(_ label: String) -> Replicates {
    Replicates(count: 200, seed: 5, label: label, width: 2)
  }

  private static let cases: [(members: [Float], holdOut: [Float])] = [
    ([0, 2, 7], [1, 7]), ([1, 7], [0, 2, 7]), ([0, 1, 2, 3, 7], [1, 3]), ([1, 9], [0, 2, 2]),
    ([0, 1], [2, 3]),
  ]

  @Test("the share is the mean over all thinnings of the larger side", arguments: cases.indices)
  func enumerated(place: Int) async throws {
    let (members, holdOut) = Self.cases[place]
    let synthetic: [Float] = [0.2, 1, 1.5, 7, 1.8, 4]
    let found = try await EqualSizeShare(
      synthetic: line(synthetic), members: line(members), holdOut: line(holdOut),
      permutations: Self.replicates("enumerated"))
    let size = min(members.count, holdOut.count)
    var shares: [Double] = []
    for kept in Self.subsets(of: members, size) {
      for others in Self.subsets(of: holdOut, size) {
        shares.append(Self.slowShare(synthetic, kept, others))
      }
    }
    #expect(found.size == size && found.undecided == 0)
    #expect(abs(found.share - mean(shares)) < 1e-12)
  }

  private static func subsets(of values: [Float], _ size: Int) -> [[Float]] {
    (0..<(1 << values.count)).filter { $0.nonzeroBitCount == size }.map { bits in
      values.indices.filter { bits >> $0 & 1 == 1 }.map { values[$0] }
    }
  }

  private static func slowShare(
    _ synthetic: [Float], _ members: [Float], _ holdOut: [Float]
  ) -> Double {
    mean(
      synthetic.map { value in
        let (own, other) = (
          members.map { abs($0 - value) }.min() ?? 0, holdOut.map { abs($0 - value) }.min() ?? 0
        )
        return own < other ? 1 : own > other ? 0 : 0.5
      })
  }

  @Test(
    "without a leak it is about one half whatever the sizes, and a copy is far above",
    arguments: [10, 60, 150])
  func power(holdOut: Int) async throws {
    let members = try normalPoints(150, 5, label: "150 members")
    let others = try normalPoints(holdOut, 5, label: "\(holdOut) others")
    let honest = try await EqualSizeShare(
      synthetic: normalPoints(200, 5, label: "honest"), members: members, holdOut: others,
      permutations: Self.replicates("honest"))
    // Fails by chance once in a hundred seeds.
    #expect(honest.pValue > 0.01)
    #expect(honest.nullInterval.low < 0.5 && honest.nullInterval.high > 0.5)
    let leak = try await EqualSizeShare(
      synthetic: members, members: members, holdOut: others,
      permutations: Self.replicates("leak"))
    #expect(leak.share > honest.share)
    // Ten of 150 members are too few for a finding at this level.
    #expect(holdOut < 60 || leak.pValue == 1.0 / 201)
  }

  @Test("records that are all alike tie and show nothing, and an empty side is refused")
  func degenerate() async throws {
    let same = try line([1, 1, 1])
    let found = try await EqualSizeShare(
      synthetic: same, members: same, holdOut: line([1]),
      permutations: Self.replicates("constant"))
    #expect(abs(found.share - 0.5) < 1e-12 && found.pValue == 1)
    let error = await #expect(throws: MetricsError.self) {
      try await EqualSizeShare(
        synthetic: same, members: same, holdOut: same.selecting([]),
        permutations: Self.replicates("refused"))
    }
    #expect(error?.description.hasSuffix("have no share; none may be empty") == true)
  }
}

extension EqualSizeShare {
  /// Finds the nearest itself.
  fileprivate init(
    synthetic: EuclideanPoints, members: EuclideanPoints, holdOut: EuclideanPoints,
    permutations: Replicates
  ) async throws {
    await self.init(
      try await ReleaseNeighbors(
        released: synthetic, members: members, holdOut: holdOut, threads: 2),
      permutations: permutations)
  }
}
