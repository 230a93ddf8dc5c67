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
    return try await searchBlocks(of: Self.queryBlock, plan: plan, collector: collector) {
      pass.run($0, recordBlock: Self.recordBlock, into: &$1)
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
        var row = SearchRow(
          query: query, place: record, start: query * records.count, records: records)
        let square = squares[query]
        if first == 0, let rank = found.rank {
          ceilings[query] = ceiling(row, products, rank: rank, square: square)
        }
        while row.next < records.count, !found.isSettled(query) {
          let distance = min(found.bound(ofQuery: query), ceilings[query])
          let bound = filter.bound(distance, square: square)
          candidates.fill(&row) { exclude(products, $0, bound, &$1, room: $2) }
          measure(candidates, row, &found)
        }
      }
    }
  }

  /// A distance that the neighbours of a query do not exceed, from the products with some records alone.
  private func ceiling(
    _ row: SearchRow, _ products: [Float], rank: Int, square: Double
  ) -> Double {
    var least = [Float](repeating: .infinity, count: rank)
    let (products, offsets) = (products.span, filter.offsets.span)
    for place in 0..<row.records.count {
      let record = row.records.lowerBound + place
      let value = offsets[record] - 2 * products[row.start + place]
      guard value < least[rank - 1], !(excludesSelf && record == row.place) else { continue }
      var slot = rank - 1
      while slot > 0, least[slot - 1] > value {
        least[slot] = least[slot - 1]
        slot -= 1
      }
      least[slot] = value
    }
    return filter.ceiling(least[rank - 1], square: square)
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
    _ candidates: Candidates, _ row: SearchRow, _ found: inout Found
  ) {
    let width = reference.width
    unsafe queries.features.scalars.withUnsafeBufferPointer { queries in
      unsafe reference.features.scalars.withUnsafeBufferPointer { records in
        guard let query = queries.baseAddress, let records = records.baseAddress else { return }
        candidates.forEach(row, excludesSelf: excludesSelf) { record in
          let square = unsafe rn_squared_distance(
            query + row.place * width, records + record * width, Int64(width))
          found.add(record, at: square.squareRoot(), toQuery: row.query)
        }
      }
    }
  }

  /// The places of the records that the products do not exclude.
  private func exclude(
    _ products: [Float], _ row: SearchRow, _ bound: Float, _ places: inout [Int32], room: Int64
  ) -> (filled: Int64, next: Int64) {
    var filled: Int64 = 0
    let (next, count, first) = (Int64(row.next), Int64(row.records.count), row.records.lowerBound)
    let end = unsafe products.withUnsafeBufferPointer { products in
      unsafe filter.offsets.withUnsafeBufferPointer { offsets in
        guard let products = products.baseAddress, let offsets = offsets.baseAddress else {
          return count
        }
        return unsafe rn_products_below(
          products + row.start, offsets + first, next, count, bound, &places, room, &filled)
      }
    }
    return (filled, end)
  }
}
