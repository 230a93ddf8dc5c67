/// What a search keeps of the distances that it finds, for a block of queries.
///
/// Records come in ascending order of their places. A record whose distance is above a query's bound is not offered; others
/// may be offered although they make no difference.
package protocol Collector: Sendable {
  /// True where a record at exactly the bound still counts.
  static var takesTies: Bool { get }

  /// The number of nearest records beyond which none makes a difference; nil where all may.
  var rank: Int? { get }

  /// The distance above which a record makes no difference to a query of the block; infinite where none is known.
  func bound(ofQuery query: Int) -> Double

  /// Takes a record of the reference set into account.
  mutating func add(_ record: Int, at distance: Double, toQuery query: Int)
}

extension Collector {
  /// Whether nothing that may come makes a difference to a query.
  func isSettled(_ query: Int) -> Bool { !Self.takesTies && bound(ofQuery: query) == 0 }
}

/// The k nearest records, of equal ones those with lower places.
struct NearestK: Collector {
  static let takesTies = false

  private let k: Int
  var rank: Int? { k }
  private(set) var distances: [Double]
  private(set) var indexes: [Int]

  init(_ k: Int, queries: Range<Int>) {
    self.k = k
    distances = Array(repeating: .infinity, count: queries.count * k)
    indexes = Array(repeating: 0, count: queries.count * k)
  }

  func bound(ofQuery query: Int) -> Double { distances[query * k + k - 1] }

  mutating func add(_ record: Int, at distance: Double, toQuery query: Int) {
    let first = query * k
    var place = first + k - 1
    // A later record of equal distance loses.
    guard distance < distances[place] else { return }
    while place > first, distances[place - 1] > distance {
      distances[place] = distances[place - 1]
      indexes[place] = indexes[place - 1]
      place -= 1
    }
    distances[place] = distance
    indexes[place] = record
  }
}

/// The nearest record and all that are as near.
struct NearestWithTies: Collector {
  static let takesTies = true

  var rank: Int? { 1 }
  private var distances: [Double]
  private var indexes: [[Int]]

  init(queries: Range<Int>) {
    distances = Array(repeating: .infinity, count: queries.count)
    indexes = Array(repeating: [], count: queries.count)
  }

  var ties: [NearestTies] {
    zip(distances, indexes).map { NearestTies(distance: $0, indexes: $1) }
  }

  func bound(ofQuery query: Int) -> Double { distances[query] }

  mutating func add(_ record: Int, at distance: Double, toQuery query: Int) {
    guard distance <= distances[query] else { return }
    if distance < distances[query] { indexes[query].removeAll() }
    distances[query] = distance
    indexes[query].append(record)
  }
}

/// The number of balls around records in which a query lies.
struct BallCounts: Collector {
  static let takesTies = true

  var rank: Int? { nil }
  private let radii: [Double]
  private(set) var counts: [Int]

  init(radii: [Double], queries: Range<Int>) {
    self.radii = radii
    counts = Array(repeating: 0, count: queries.count)
  }

  func bound(ofQuery query: Int) -> Double { .infinity }

  mutating func add(_ record: Int, at distance: Double, toQuery query: Int) {
    if distance < radii[record] { counts[query] += 1 }
  }
}
