import CNeighbors
import Tensors

/// Where the comparison of one query with a block of records stands.
struct SearchRow {
  /// The query's place in its block.
  let query: Int
  /// The query's place in its set.
  let place: Int
  /// Where its values begin among those of its block.
  let start: Int
  let records: Range<Int>
  /// The next record, from the block's first.
  var next = 0
}

/// The records of a block that a filter let through and that are not measured yet.
struct Candidates {
  // Room for half a chunk more than one: the first chunk, in which nothing can be excluded yet, is measured at once.
  private static let room = RN_CHUNK + RN_CHUNK / 2

  private var places = [Int32](repeating: 0, count: Int(Self.room))
  private var count = 0

  /// Filters on from where a row stands, as far as there is room.
  ///
  /// - Parameters:
  ///   - row: Where the row stands; moved on.
  ///   - filter: Writes places into the room that there is for them, and says how many and which record is next.
  mutating func fill(
    _ row: inout SearchRow,
    _ filter: (SearchRow, inout [Int32], Int64) -> (filled: Int64, next: Int64)
  ) {
    let found = filter(row, &places, Int64(Self.room))
    (count, row.next) = (Int(found.filled), Int(found.next))
  }

  /// Takes the records themselves, but not the query where it is among them.
  func forEach(_ row: SearchRow, excludesSelf: Bool, _ body: (Int) -> Void) {
    let places = places.span
    for place in 0..<count {
      let record = row.records.lowerBound + Int(places[place])
      if excludesSelf && record == row.place { continue }
      body(record)
    }
  }
}

extension PointSet {
  /// Compares the queries block after block, several at a time.
  ///
  /// - Parameters:
  ///   - size: The queries of a block.
  ///   - plan: What is compared, and on how many threads.
  ///   - collector: Makes an empty collector for a block of queries.
  ///   - compare: Shows a collector the records that its queries are compared with.
  /// - Returns: The collectors in the order of the queries.
  /// - Throws: `CancellationError`.
  func searchBlocks<Found: Collector>(
    of size: Int, plan: SearchPlan, collector: @escaping @Sendable (Range<Int>) -> Found,
    compare: @escaping @Sendable (Range<Int>, inout Found) -> Void
  ) async throws -> [Found] {
    try await concurrentMap(count.blocks(of: size), width: plan.threads) { block in
      try Task.checkCancellation()
      var found = collector(block)
      compare(block, &found)
      return found
    }
  }
}
