import Auditing
import Foundation

/// Sets of columns, each with a weight, whose joint counts a generator is taken to have kept.
struct FocalPoints {
  /// One set.
  struct Point: Equatable {
    /// Places of columns, in the order in which they were named.
    let columns: [Int]
    /// How much it counts.
    let weight: Double
  }

  /// The records that mutual information is measured on, at most.
  private static let sampleSize = 5000

  /// The sets.
  let points: [Point]

  /// Takes sets that were named, each with weight 1.
  ///
  /// - Throws: `AuditingError` naming a column that the records lack.
  init(named sets: [[String]], in levels: ReleaseLevels) throws(AuditingError) {
    var points: [Point] = []
    for names in sets {
      points.append(Point(columns: try Self.places(of: names, in: levels), weight: 1))
    }
    self.points = points
  }

  /// Counts how often other releases were made to keep each set, and takes those that most of them were.
  ///
  /// - Parameters:
  ///   - marginals: For each release the sets.
  ///   - threshold: The least share of the greatest count that is taken.
  ///   - levels: The columns.
  /// - Throws: `AuditingError` naming a column that the records lack.
  init(
    chosenIn marginals: [[[String]]], threshold: Double, in levels: ReleaseLevels
  ) throws(AuditingError) {
    var counts: [[Int]: Int] = [:]
    for release in marginals {
      var chosen: Set<[Int]> = []
      for names in release {
        // The first is the child where conditionals are meant; the order of the others says nothing.
        let places = try Self.places(of: names, in: levels)
        chosen.insert(places.prefix(1) + places.dropFirst().sorted())
      }
      for columns in chosen { counts[columns, default: 0] += 1 }
    }
    let least = threshold * Double(counts.values.max() ?? 0)
    points = counts.filter { Double($0.value) >= least }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { Point(columns: $0.key, weight: Double($0.value)) }
  }

  /// Takes the pairs of columns that tell most of each other in the release, each with weight 1.
  ///
  /// Measured on at most 5,000 released records, evenly spaced. Where a pair counts in both directions, it is there twice.
  ///
  /// - Parameters:
  ///   - released: The released records.
  ///   - limit: The most pairs.
  ///   - levels: The columns.
  /// - Throws: `AuditingError` where a pair has too many combinations.
  init(pairsOf released: [Int], limit: Int, in levels: ReleaseLevels) throws(AuditingError) {
    let step = max(1, (released.count + Self.sampleSize - 1) / Self.sampleSize)
    let sample = stride(from: 0, to: released.count, by: step).map { released[$0] }
    let columns = levels.names.indices
    var pairs = columns.flatMap { first in columns.dropFirst(first + 1).map { [first, $0] } }
    if pairs.count > limit {
      var information: [Double] = []
      information.reserveCapacity(pairs.count)
      for pair in pairs { information.append(try Self.information(pair, sample, levels)) }
      // Of equal ones those with lower places.
      pairs = pairs.indices.sorted {
        information[$0] == information[$1] ? $0 < $1 : information[$0] > information[$1]
      }.prefix(limit).sorted().map { pairs[$0] }
    }
    points = pairs.map { Point(columns: $0, weight: 1) }
  }

  /// The mutual information of a pair of columns in nats.
  private static func information(
    _ pair: [Int], _ rows: [Int], _ levels: ReleaseLevels
  ) throws(AuditingError) -> Double {
    let joint = CellCounts(rows, try MarginalCells(pair, of: levels))
    let first = CellCounts(rows, try MarginalCells([pair[0]], of: levels))
    let second = CellCounts(rows, try MarginalCells([pair[1]], of: levels))
    // Each record stands for its cell, so that a sum over records is the sum over cells by their share.
    return rows.reduce(0.0) { sum, row in
      sum
        + log(Double(joint[row]) * Double(rows.count) / (Double(first[row]) * Double(second[row])))
    } / Double(rows.count)
  }

  private static func places(
    of names: [String], in levels: ReleaseLevels
  ) throws(AuditingError) -> [Int] {
    var places: [Int] = []
    for name in names {
      guard let place = levels.names.firstIndex(of: name) else {
        throw AuditingError(
          "no column '\(name)' for a focal point; there are "
            + levels.names.map { "'\($0)'" }.joined(separator: ", "))
      }
      guard !places.contains(place) else {
        throw AuditingError("the focal point names the column '\(name)' twice")
      }
      places.append(place)
    }
    return places
  }
}
