import CMarginals
import Tensors

/// How many records fall into each cell of some cliques, block of records by block, in memory for the counts alone.
package struct MarginalCounter: Sendable {
  /// The records whose cell numbers are in work at a time: their columns stay in the second-level cache.
  private static let block = 4096
  /// The most cells of one clique.
  package static let largestTable = 1 << 27

  /// What is counted.
  package let cliques: [Clique]
  /// The attributes.
  package let domain: AttributeDomain
  /// The records so far.
  package private(set) var records = 0
  /// Cliques x cells, axes ascending, the last varying quickest.
  package private(set) var counts: [[Int64]]

  /// Prepares empty counts.
  ///
  /// - Parameters:
  ///   - cliques: What to count.
  ///   - domain: The attributes.
  /// - Throws: `MarginalsError` where a clique has more than 2²⁷ cells.
  package init(_ cliques: [Clique], of domain: AttributeDomain) throws(MarginalsError) {
    var counts: [[Int64]] = []
    for clique in cliques {
      counts.append(
        Array(repeating: 0, count: try domain.cells(of: clique, atMost: Self.largestTable)))
    }
    (self.cliques, self.domain, self.counts) = (cliques, domain, counts)
  }

  /// Counts more records.
  ///
  /// - Parameter block: Records of the domain.
  package mutating func add(_ block: DiscreteRecords) {
    precondition(block.domain == domain, "records of another domain")
    records += block.count
    var cells: [UInt32] = Array(repeating: 0, count: min(Self.block, block.count))
    for start in stride(from: 0, to: block.count, by: Self.block) {
      let rows = start..<min(start + Self.block, block.count)
      for (index, clique) in cliques.enumerated() {
        Self.number(&cells, clique, rows, block)
        unsafe counts[index].withUnsafeMutableBufferPointer { counts in
          unsafe cells.withUnsafeBufferPointer { cells in
            guard let counts = counts.baseAddress, let cells = cells.baseAddress else { return }
            unsafe rm_tally(cells, Int64(rows.count), counts)
          }
        }
      }
    }
  }

  /// Numbers the records' cells, the attributes' codes being the digits.
  private static func number(
    _ cells: inout [UInt32], _ clique: Clique, _ rows: Range<Int>, _ block: DiscreteRecords
  ) {
    var span = cells.mutableSpan
    for cell in 0..<rows.count { span[cell] = 0 }
    for attribute in clique.attributes {
      let size = UInt32(block.domain.sizes[attribute])
      unsafe cells.withUnsafeMutableBufferPointer { cells in
        unsafe block.codes[attribute].withUnsafeBufferPointer { codes in
          guard let cells = cells.baseAddress, let codes = codes.baseAddress else { return }
          unsafe rm_append_digit(cells, codes + rows.lowerBound, size, Int64(rows.count))
        }
      }
    }
  }
}

extension DiscreteRecords {
  /// Counts the records in the cells of cliques.
  ///
  /// - Parameters:
  ///   - cliques: What to count.
  ///   - threads: The most threads.
  /// - Returns: Cliques x cells, axes ascending, the last varying quickest.
  /// - Throws: `MarginalsError` where a clique's table is too large; `CancellationError`.
  /// - Complexity: O(records x attributes of all cliques).
  package func counts(of cliques: [Clique], threads: Int = 1) async throws -> [[Int64]] {
    let parts = min(max(cliques.count, 1), 4 * threads)
    let found = try await concurrentMap(Array(0..<parts), width: threads) { part in
      try Task.checkCancellation()
      let range = (part * cliques.count / parts)..<((part + 1) * cliques.count / parts)
      var counter = try MarginalCounter(Array(cliques[range]), of: domain)
      counter.add(self)
      return counter.counts
    }
    return found.flatMap(\.self)
  }
}
