import CNeighbors
import Foundation

/// Records in a space with a product kernel: Gaussian in numbers, of two heights in codes.
///
/// The logarithm of the kernel of two records is minus half the squared difference of each number, and minus a penalty for each
/// code that differs; its value is 1 for equal records. A number that is missing on either side adds nothing; that it is
/// missing can be told by a code of its own.
package struct KernelPoints: Sendable {
  /// A column.
  package enum Column: Sendable {
    /// Numbers in units of the bandwidth, NaN where missing.
    case numbers([Double])
    /// Codes, and what a mismatch takes off the logarithm of the kernel.
    case codes([Int32], penalty: Double)
  }

  /// The queries that go by a block of records while it stays in the caches; a multiple of what a pass takes.
  private static let queryBlock = 64

  /// The number of records.
  package let count: Int
  private let completeNumbers: Int
  private let incompleteNumbers: Int
  /// Columns x records, in the order in which the pass reads them.
  private let numbers: [[Float]]
  private let codes: [[Int32]]
  private let penalties: [Float]

  /// Takes columns.
  ///
  /// - Parameters:
  ///   - columns: As many values of each column as there are records; penalties are not negative.
  ///   - count: The number of records.
  package init(_ columns: [Column], count: Int) {
    var (complete, incomplete): ([[Float]], [[Float]]) = ([], [])
    var (codes, penalties): ([[Int32]], [Float]) = ([], [])
    // In the pass the squared difference is taken as it is.
    let scale = 0.5.squareRoot()
    for column in columns {
      switch column {
      case .numbers(let values):
        precondition(values.count == count, "\(values.count) numbers of \(count) records")
        let scaled = values.map { Float($0 * scale) }
        if values.contains(where: \.isNaN) {
          incomplete.append(scaled)
        } else {
          complete.append(scaled)
        }
      case .codes(let values, let penalty):
        precondition(
          values.count == count && penalty >= 0,
          "\(values.count) codes of \(count) records with a penalty of \(penalty)")
        codes.append(values)
        penalties.append(Float(penalty))
      }
    }
    self.count = count
    (completeNumbers, incompleteNumbers) = (complete.count, incomplete.count)
    numbers = complete + incomplete
    (self.codes, self.penalties) = (codes, penalties)
  }

  /// Logarithms of sums of kernels over a set of records at some of these records.
  ///
  /// Exact but for the rounding of single precision: every pair is compared, and the sums are kept as their largest term and the rest
  /// beside it, so that nothing underflows however far apart records are. A record's sum does not depend on which other
  /// records are asked about.
  ///
  /// - Parameters:
  ///   - queries: Places of the records at which the sum is wanted.
  ///   - records: Places of the records that it runs over; at least one.
  /// - Returns: One logarithm for each query, finite; at most that of the number of records.
  /// - Throws: `CancellationError`.
  /// - Complexity: O(queries x records x columns) time, O(records x columns) memory.
  package func logSums(at queries: [Int], over records: [Int]) throws -> [Double] {
    precondition(!records.isEmpty, "a sum of kernels over no record")
    let strip = Int(RN_KERNEL_STRIP)
    let stride = (records.count + strip - 1) / strip * strip
    let set = KernelSet(
      numbers: Self.gathered(numbers, records, stride),
      codes: Self.gathered(codes, records, stride),
      penalties: penalties, stride: stride, completeNumbers: completeNumbers,
      incompleteNumbers: incompleteNumbers)
    var sums: [Double] = []
    sums.reserveCapacity(queries.count)
    for start in Swift.stride(from: 0, to: queries.count, by: Self.queryBlock) {
      try Task.checkCancellation()
      let block = queries[start..<min(start + Self.queryBlock, queries.count)]
      // The last query takes the places that are left of a whole number of passes.
      let padding = -block.count & (Int(RN_KERNEL_QUERIES) - 1)
      let padded = block + Array(repeating: queries[queries.count - 1], count: padding)
      let found = set.logSums(
        numbers: padded.flatMap { record in numbers.map { $0[record] } },
        codes: padded.flatMap { record in codes.map { $0[record] } }, at: padded.count,
        over: records.count)
      sums += found.prefix(block.count)
    }
    return sums
  }

  private static func gathered<Value: Numeric>(
    _ columns: [[Value]], _ records: [Int], _ stride: Int
  ) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(columns.count * stride)
    for column in columns {
      for record in records { result.append(column[record]) }
      for _ in records.count..<stride { result.append(0) }
    }
    return result
  }
}

/// Records laid out for the pass.
private struct KernelSet {
  let numbers: [Float]
  let codes: [Int32]
  let penalties: [Float]
  let stride: Int
  let completeNumbers: Int
  let incompleteNumbers: Int

  func logSums(
    numbers ownNumbers: [Float], codes ownCodes: [Int32], at queries: Int, over count: Int
  ) -> [Double] {
    var tops = [Float](repeating: -.infinity, count: queries)
    var totals = [Double](repeating: 0, count: queries)
    unsafe numbers.withUnsafeBufferPointer { numbers in
      unsafe codes.withUnsafeBufferPointer { codes in
        unsafe penalties.withUnsafeBufferPointer { penalties in
          // Where a space has no column of a kind, the pass reads nothing through the pointer that stands in.
          var noNumber: Float = 0
          var noCode: Int32 = 0
          unsafe withUnsafePointer(to: &noNumber) { noNumber in
            unsafe withUnsafePointer(to: &noCode) { noCode in
              var kernels = unsafe rn_kernels(
                numbers: numbers.baseAddress ?? noNumber, codes: codes.baseAddress ?? noCode,
                penalties: penalties.baseAddress ?? noNumber, stride: Int64(stride),
                complete_numbers: Int32(completeNumbers),
                incomplete_numbers: Int32(incompleteNumbers), categories: Int32(penalties.count))
              for first in Swift.stride(from: 0, to: count, by: Int(RN_KERNEL_BLOCK)) {
                unsafe rn_add_kernels(
                  &kernels, Int64(first), Int64(min(Int(RN_KERNEL_BLOCK), count - first)),
                  ownNumbers, ownCodes, Int64(queries), &tops, &totals)
              }
            }
          }
        }
      }
    }
    return zip(tops, totals).map { Double($0) + log($1) }
  }
}
