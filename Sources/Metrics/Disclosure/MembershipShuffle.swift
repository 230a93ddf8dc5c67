import NearestNeighbors

/// Counts over the nearest real records of synthetic ones, for the true membership and for shuffled ones.
struct MembershipShuffle: Sendable {
  /// What one membership makes of the synthetic records.
  struct Counts: Equatable, Sendable {
    /// Two for a record nearest to members only, one where some of its nearest are of the hold-out.
    var halfPoints = 0
    var ties = 0
    var copiesOfMembers = 0
    var copiesOfHoldOut = 0
  }

  /// The nearest of synthetic record j are `places[starts[j]..<starts[j + 1]]`.
  private let starts: [Int]
  private let places: [Int]
  private let isCopy: [Bool]
  /// One for members, zero for the hold-out.
  private let membership: [UInt32]

  init(_ nearest: [NearestTies], memberCount: Int, realCount: Int) {
    var starts = [0]
    for ties in nearest { starts.append(starts[starts.count - 1] + ties.indexes.count) }
    self.starts = starts
    places = nearest.flatMap(\.indexes)
    isCopy = nearest.map { $0.distance == 0 }
    membership = (0..<realCount).map { $0 < memberCount ? 1 : 0 }
  }

  /// Counts under the true membership, and under each of a number of shuffled ones.
  func counts(_ permutations: Replicates) async -> (observed: Counts, drawn: [Counts]) {
    let drawn = await permutations.blocks { size, generator in
      var shuffled = membership
      return (0..<size).map { _ in
        generator.shuffle(&shuffled)
        return counts(shuffled)
      }
    }
    return (counts(membership), drawn.flatMap(\.self))
  }

  private func counts(_ membership: [UInt32]) -> Counts {
    var counts = Counts()
    for record in isCopy.indices {
      let range = starts[record]..<starts[record + 1]
      var members = 0
      for place in range { members += Int(membership[places[place]]) }
      let others = range.count - members
      if members > 0 && others > 0 { counts.ties += 1 }
      counts.halfPoints += (members > 0 ? 1 : 0) + (others == 0 ? 1 : 0)
      guard isCopy[record] else { continue }
      if members > 0 { counts.copiesOfMembers += 1 }
      if others > 0 { counts.copiesOfHoldOut += 1 }
    }
    return counts
  }
}
