import NearestNeighbors

/// The nearest real records of each synthetic one, in order, as far as all records of a distance are known.
struct OrderedNeighbors: Sendable {
  private let nearest: [NearestTies]
  /// Distances and places beyond the nearest.
  private var farther: [[(distance: Double, place: Int)]]
  /// The distance from which on records of a side may be unknown.
  private var limits: [Double]

  /// Begins with the nearest records and all that are as near.
  init(_ nearest: [NearestTies]) {
    self.nearest = nearest
    farther = Array(repeating: [], count: nearest.count)
    limits = Array(repeating: .infinity, count: nearest.count)
  }

  /// Adds the nearest records of one side.
  ///
  /// - Parameters:
  ///   - found: The nearest of each synthetic record.
  ///   - start: The place of the side's first record among all real ones.
  ///   - isWhole: Whether they are the whole side.
  mutating func add(_ found: Neighbors, from start: Int, isWhole: Bool) {
    for record in nearest.indices {
      let (first, last) = (record * found.k, (record + 1) * found.k - 1)
      if !isWhole { limits[record] = min(limits[record], found.distances[last]) }
      for entry in first...last {
        // Records that only skipped missing values bring to distance 0 come after equal ones.
        let distance = max(found.distances[entry], .leastNonzeroMagnitude)
        let place = found.indexes[entry] + start
        guard distance > nearest[record].distance else { continue }
        if found.distances[entry] == 0, nearest[record].indexes.contains(place) { continue }
        farther[record].append((distance, place))
      }
    }
  }

  /// The number of synthetic records.
  var count: Int { nearest.count }

  /// Takes the groups of equally near records of one synthetic record, the nearest first.
  func forEachGroup(of record: Int, _ body: ([Int]) -> Void) {
    body(nearest[record].indexes)
    let known = farther[record].filter { $0.distance < limits[record] }
      .sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }
    var start = 0
    while start < known.count {
      let end = known[start...].firstIndex { $0.distance > known[start].distance } ?? known.count
      body(known[start..<end].map(\.place))
      start = end
    }
  }
}

/// Lists of nearest real records, walked down for one membership after another.
struct ThinnedWalk: Sendable {
  /// The groups of synthetic record j are `lists[j]..<lists[j + 1]`, the places of group g `groups[g]..<groups[g + 1]`.
  private let lists: [Int]
  private let groups: [Int]
  private let places: [Int32]
  private let membersAreMore: Bool
  private let larger: Int
  private let smaller: Int

  init(_ neighbors: OrderedNeighbors, memberCount: Int, realCount: Int) {
    var (lists, groups, places): ([Int], [Int], [Int32]) = ([0], [0], [])
    for record in 0..<neighbors.count {
      neighbors.forEachGroup(of: record) { group in
        places += group.map(Int32.init)
        groups.append(places.count)
      }
      lists.append(groups.count - 1)
    }
    (self.lists, self.groups, self.places) = (lists, groups, places)
    let others = realCount - memberCount
    membersAreMore = memberCount > others
    (larger, smaller) = (max(memberCount, others), min(memberCount, others))
  }

  /// The share under a membership, and what of it counts half because the lists end.
  func share(_ membership: [UInt32]) -> (value: Double, undecided: Double) {
    var (smallerWins, halves, open) = (0.0, 0.0, 0.0)
    let count = lists.count - 1
    for record in 0..<count {
      let outcome = walk(lists[record]..<lists[record + 1], membership)
      smallerWins += outcome.smaller
      halves += outcome.both
      open += outcome.open
    }
    let ofSmaller = (smallerWins + (halves + open) / 2) / Double(count)
    return (membersAreMore ? 1 - ofSmaller : ofSmaller, open / Double(count))
  }

  /// The chances that the nearest is of the smaller side, of both, or beyond the list; else it is of the larger side.
  private func walk(
    _ range: Range<Int>, _ membership: [UInt32]
  ) -> (smaller: Double, both: Double, open: Double) {
    let smallerIs: UInt32 = membersAreMore ? 0 : 1
    var (absent, passed) = (1.0, 0)
    for group in range {
      let before = absent
      var hasSmaller = false
      for place in groups[group]..<groups[group + 1] {
        if membership[Int(places[place])] == smallerIs {
          hasSmaller = true
        } else {
          absent *= 1 - Double(smaller) / Double(larger - passed)
          passed += 1
        }
      }
      if hasSmaller { return (absent, before - absent, 0) }
      if absent <= 0 { return (0, 0, 0) }
    }
    return (0, 0, absent)
  }
}
