import CNeighbors
import Tensors

extension EuclideanPoints {
  /// The queries of a task and the records that one product covers: as much as the second-level cache holds.
  private static let (queryBlock, recordBlock) = (512, 512)

  /// Compares all records with all of a reference set; `PointSet` states what it finds.
  package func search<Found: Collector>(
    _ reference: EuclideanPoints, plan: SearchPlan,
    collector: @escaping @Sendable (Range<Int>) -> Found
  ) async throws -> [Found] {
    precondition(
      width == reference.width, "queries of \(width) columns, records of \(reference.width)")
    let filter = EuclideanFilter(reference, queries: self, radii: plan.radii)
    let pass = EuclideanPass(
      queries: self, reference: reference, filter: filter, excludesSelf: plan.excludesSelf)
    return try await concurrentMap(
      count.blocks(of: Self.queryBlock), width: plan.threads
    ) { block in
      try Task.checkCancellation()
      var found = collector(block)
      pass.run(block, recordBlock: Self.recordBlock, into: &found)
      return found
    }
  }
}

/// The comparison of a block of queries with all records.
private struct EuclideanPass: Sendable {
  let queries: EuclideanPoints
  let reference: EuclideanPoints
  let filter: EuclideanFilter
  let excludesSelf: Bool

  func run<Found: Collector>(_ block: Range<Int>, recordBlock: Int, into found: inout Found) {
    var rows: [Float] = []
    let squares = block.map { filter.append(queries.features.row($0), to: &rows) }
    var products = [Float](repeating: 0, count: block.count * recordBlock)
    var candidates = Candidates()
    var ceilings = Array(repeating: Double.infinity, count: block.count)
    for first in stride(from: 0, to: reference.count, by: recordBlock) {
      let records = first..<min(first + recordBlock, reference.count)
      multiply(rows, records, &products)
      for (query, record) in block.enumerated() {
        var row = Row(query: query, place: record, square: squares[query], records: records)
        if first == 0, let rank = found.rank {
          ceilings[query] = ceiling(row, products, rank: rank)
        }
        while row.next < records.count, !found.isSettled(query) {
          let distance = min(found.bound(ofQuery: query), ceilings[query])
          let bound = filter.bound(distance, square: row.square)
          candidates.fill(products, filter.offsets, &row, bound: bound)
          measure(candidates, row, &found)
        }
      }
    }
  }

  /// A distance that the neighbours of a query do not exceed, from the products with some records alone.
  private func ceiling(_ row: Row, _ products: [Float], rank: Int) -> Double {
    var least = [Float](repeating: .infinity, count: rank)
    let (products, offsets) = (products.span, filter.offsets.span)
    for place in 0..<row.records.count {
      let record = row.records.lowerBound + place
      let value = offsets[record] - 2 * products[row.query * row.records.count + place]
      guard value < least[rank - 1], !(excludesSelf && record == row.place) else { continue }
      var slot = rank - 1
      while slot > 0, least[slot - 1] > value {
        least[slot] = least[slot - 1]
        slot -= 1
      }
      least[slot] = value
    }
    return filter.ceiling(least[rank - 1], square: row.square)
  }

  private func multiply(_ rows: [Float], _ records: Range<Int>, _ products: inout [Float]) {
    let width = reference.width
    var product = MatrixProduct(
      rows: rows.count / width, columns: records.count, inner: width)
    product.rightIsTransposed = true
    let scaled = filter.rows.span
    var result = products.mutableSpan
    product.apply(
      rows.span, scaled.extracting(records.lowerBound * width..<records.upperBound * width),
      to: &result)
  }

  private func measure<Found: Collector>(
    _ candidates: Candidates, _ row: Row, _ found: inout Found
  ) {
    let width = reference.width
    unsafe queries.features.scalars.withUnsafeBufferPointer { queries in
      unsafe reference.features.scalars.withUnsafeBufferPointer { records in
        guard let query = queries.baseAddress, let records = records.baseAddress else { return }
        for place in 0..<candidates.count {
          let record = row.records.lowerBound + Int(candidates.places[place])
          if excludesSelf && record == row.place { continue }
          let square = unsafe rn_squared_distance(
            query + row.place * width, records + record * width, Int64(width))
          found.add(record, at: square.squareRoot(), toQuery: row.query)
        }
      }
    }
  }
}

/// Where the comparison of one query with a block of records stands.
private struct Row {
  /// The query's place in its block, and in its set.
  let query: Int
  let place: Int
  let square: Double
  let records: Range<Int>
  /// The next record, from the block's first.
  var next = 0
}

/// The records of a block that the filter let through and that are not measured yet.
private struct Candidates {
  // Room for half a chunk more than one: the first chunk, in which nothing can be excluded yet, is measured at once.
  private static let room = RN_CHUNK + RN_CHUNK / 2

  private(set) var places = [Int32](repeating: 0, count: Int(Self.room))
  private(set) var count = 0

  /// Filters on from where a row stands, as far as there is room.
  mutating func fill(
    _ products: [Float], _ offsets: [Float], _ row: inout Row, bound: Float
  ) {
    var filled: Int64 = 0
    let (start, count) = (Int64(row.next), Int64(row.records.count))
    let (query, first) = (row.query, row.records.lowerBound)
    let next = unsafe products.withUnsafeBufferPointer { products in
      unsafe offsets.withUnsafeBufferPointer { offsets in
        guard let products = products.baseAddress, let offsets = offsets.baseAddress else {
          return count
        }
        return unsafe rn_products_below(
          products + query * Int(count), offsets + first, start, count, bound, &places,
          Int64(Self.room), &filled)
      }
    }
    row.next = Int(next)
    self.count = Int(filled)
  }
}
