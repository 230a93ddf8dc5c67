import Foundation

/// How many records lie within one radius of a query, and how near.
package struct RadiusCounts: Equatable, Sendable {
  /// For each query the records at the radius or nearer.
  package let counts: [Int]
  /// For each query the sum over these of log(radius / distance), distances below a thousandth of the radius taken as that.
  package let closeness: [Double]
}

extension PointSet {
  /// Counts the records of another set within a radius of each of these records.
  ///
  /// - Parameters:
  ///   - radius: The radius, the same for all; a record at exactly this distance counts.
  ///   - reference: The set whose records are counted.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Returns: Counts and nearness for each of these records.
  /// - Throws: `CancellationError`.
  package func within(
    _ radius: Double, in reference: Self, threads: Int
  ) async throws -> RadiusCounts {
    precondition(radius >= 0, "a radius of \(radius)")
    let found = try await search(reference, plan: SearchPlan(threads: threads)) {
      WithinRadius(radius, queries: $0)
    }
    return RadiusCounts(
      counts: found.flatMap(\.counts), closeness: found.flatMap(\.closeness))
  }
}

/// The records within a radius.
private struct WithinRadius: Collector {
  static let takesTies = true

  private let radius: Double
  var rank: Int? { nil }
  private(set) var counts: [Int]
  private(set) var closeness: [Double]

  init(_ radius: Double, queries: Range<Int>) {
    self.radius = radius
    counts = Array(repeating: 0, count: queries.count)
    closeness = Array(repeating: 0, count: queries.count)
  }

  func bound(ofQuery query: Int) -> Double { radius }

  mutating func add(_ record: Int, at distance: Double, toQuery query: Int) {
    guard distance <= radius else { return }
    counts[query] += 1
    closeness[query] += distance > radius / 1000 ? log(radius / distance) : log(1000)
  }
}
