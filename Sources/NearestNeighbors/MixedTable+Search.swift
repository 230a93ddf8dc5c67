import CNeighbors
import Tensors

extension MixedTable {
  /// The queries of a task, and the records whose sums a pass writes at a time, a multiple of its strip.
  private static let (queryBlock, recordBlock) = (256, 16 * Int(RN_STRIP))

  /// Compares all records with all of a reference set in the same domain; `PointSet` states what it finds.
  package func search<Found: Collector>(
    _ reference: MixedTable, plan: SearchPlan,
    collector: @escaping @Sendable (Range<Int>) -> Found
  ) async throws -> [Found] {
    precondition(domain == reference.domain, "tables of two domains have no distance")
    let pass = MixedPass(queries: self, reference: reference, plan: plan)
    return try await searchBlocks(of: Self.queryBlock, plan: plan, collector: collector) {
      pass.run($0, recordBlock: Self.recordBlock, into: &$1)
    }
  }
}

/// The comparison of a block of queries with all records.
private struct MixedPass: Sendable {
  private let queries: MixedTable
  private let reference: MixedTable
  private let excludesSelf: Bool
  private let hasMissing: Bool
  private let numberCount: Int
  private let categoryCount: Int
  /// For each record the greatest sum of a query inside its ball; empty where no balls are asked for.
  private let limits: [UInt16]

  init(queries: MixedTable, reference: MixedTable, plan: SearchPlan) {
    (self.queries, self.reference) = (queries, reference)
    excludesSelf = plan.excludesSelf
    hasMissing = queries.keys.hasMissing || reference.keys.hasMissing
    numberCount = queries.domain.numbers.count
    categoryCount = queries.domain.categories.count
    let (numbers, scale) = (numberCount, queries.domain.columnCount * reference.keys.unit)
    limits =
      plan.radii?.map { Self.limit($0 * Double(scale) * (1 + 1e-12) + 1e-6, numbers) } ?? []
  }

  func run<Found: Collector>(_ block: Range<Int>, recordBlock: Int, into found: inout Found) {
    let groupSize = Int(RN_QUERIES)
    var sums = [UInt16](repeating: 0, count: groupSize * recordBlock)
    var candidates = Candidates()
    var measure = MixedMeasure(queries.domain)
    let groups = stride(from: block.lowerBound, to: block.upperBound, by: groupSize).map {
      let group = $0..<min($0 + groupSize, block.upperBound)
      return (
        group,
        queries.keys.queries(group, numbers: numberCount, columns: numberCount + categoryCount)
      )
    }
    for first in stride(from: 0, to: reference.count, by: recordBlock) {
      let width = min(recordBlock, reference.keys.stride - first)
      let count = min(recordBlock, reference.count - first)
      for (group, keys) in groups {
        let places = group.map { $0 - block.lowerBound }
        guard !places.allSatisfy(found.isSettled) else { continue }
        add(keys, penalties: places.map { penalty(found.bound(ofQuery: $0)) }, first, width, &sums)
        for (row, place) in places.enumerated() {
          var row = SearchRow(
            query: place, place: group.lowerBound + row, start: row * width,
            records: first..<first + count)
          while row.next < count, !found.isSettled(place) {
            let bound = limit(found.bound(ofQuery: place), takesTies: Found.takesTies)
            candidates.fill(&row) { exclude(sums, $0, bound, &$1, room: $2) }
            offer(candidates, row, &measure, &found)
          }
        }
      }
    }
  }

  private func offer<Found: Collector>(
    _ candidates: Candidates, _ row: SearchRow, _ measure: inout MixedMeasure,
    _ found: inout Found
  ) {
    candidates.forEach(row, excludesSelf: excludesSelf) { record in
      found.add(
        record, at: measure.distance(queries, row.place, reference, record), toQuery: row.query)
    }
  }

  /// The places of the records that the sums do not exclude.
  private func exclude(
    _ sums: [UInt16], _ row: SearchRow, _ bound: UInt16, _ places: inout [Int32], room: Int64
  ) -> (filled: Int64, next: Int64) {
    var filled: Int64 = 0
    let (next, count, first) = (Int64(row.next), Int64(row.records.count), row.records.lowerBound)
    let end = unsafe sums.withUnsafeBufferPointer { sums in
      unsafe limits.withUnsafeBufferPointer { limits in
        guard let sums = sums.baseAddress else { return count }
        if !limits.isEmpty, let limits = limits.baseAddress {
          return unsafe rn_sums_below_each(
            sums + row.start, limits + first, next, count, &places, room, &filled)
        }
        return unsafe rn_sums_below(
          sums + row.start, next, count, bound, &places, room, &filled)
      }
    }
    return (filled, end)
  }

  private func add(
    _ keys: [Int16], penalties: [UInt16], _ first: Int, _ width: Int, _ sums: inout [UInt16]
  ) {
    let missing = [UInt16](repeating: 0, count: Int(RN_QUERIES) - penalties.count)
    let stride = Int64(reference.keys.stride)
    unsafe reference.keys.values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return }
      var records = unsafe rn_keys(
        keys: start, stride: stride, numbers: Int32(numberCount),
        categories: Int32(categoryCount), unit: Int16(reference.keys.unit),
        has_missing: hasMissing ? 1 : 0)
      unsafe rn_key_sums(
        &records, Int64(first), Int64(width), keys, penalties + missing, &sums)
    }
  }

  /// What a missing column adds to the sums of a query with a bound.
  private func penalty(_ bound: Double) -> UInt16 {
    switch queries.domain.missing {
    case .differs: UInt16(reference.keys.unit)
    // Without a bound every record passes, whatever is added.
    case .skipped:
      bound.isFinite ? UInt16(min(bound * Double(reference.keys.unit), 65_534)) : 0
    }
  }

  /// The greatest sum of a record that can be as near as a bound.
  private func limit(_ bound: Double, takesTies: Bool) -> UInt16 {
    guard bound.isFinite else { return .max }
    let steps = bound * Double(queries.domain.columnCount * reference.keys.unit)
    // Categories alone add whole units, so that equal distances, which come too late, can be told from less.
    if numberCount == 0 && !hasMissing && !takesTies { return Self.limit(steps - 0.5, 0) }
    return Self.limit(steps * (1 + 1e-12) + 1e-6, numberCount)
  }

  private static func limit(_ steps: Double, _ numbers: Int) -> UInt16 {
    let whole = steps.rounded(.down) + Double(numbers)
    return whole < 65_535 ? UInt16(max(0, whole)) : .max
  }
}
