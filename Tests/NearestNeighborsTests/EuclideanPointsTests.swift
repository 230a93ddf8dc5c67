import NearestNeighbors
import Statistics
import Tensors
import Testing

@Suite("Euclidean neighbours")
struct EuclideanPointsTests {
  /// Sets of vectors; whole numbers make distances exact, so that ties are ties in every order of additions.
  struct Case: CustomTestStringConvertible, Sendable {
    let queries: Int
    let records: Int
    let width: Int
    var levels: Int?
    var offset: Float = 0
    var testDescription: String { "\(queries) to \(records) of \(width), offset \(offset)" }
  }

  static let cases = [
    Case(queries: 40, records: 300, width: 3, levels: 3),
    Case(queries: 7, records: 2500, width: 5, levels: 4),
    Case(queries: 300, records: 1100, width: 20),
    Case(queries: 60, records: 500, width: 33, offset: 1e6),
    Case(queries: 20, records: 200, width: 1, levels: 50, offset: -1e4),
    Case(queries: 30, records: 130, width: 4, levels: 1, offset: 0.1),
    Case(queries: 1, records: 5, width: 2),
  ]

  @Test("the neighbours are those of the sorted distances, lower places first", arguments: cases)
  func nearest(_ sample: Case) async throws {
    let (queries, records) = try Self.sets(sample)
    for k in [1, 5] {
      let found = try await queries.nearest(k, in: records, threads: 2)
      for query in 0..<queries.count {
        let expected = sortedNeighbors(k, euclidean(query, queries, records))
        Self.check(found, query, expected)
      }
    }
  }

  @Test("a record is no neighbour of itself, but its copies are", arguments: cases)
  func others(_ sample: Case) async throws {
    let (_, records) = try Self.sets(sample)
    let found = try await records.nearestOthers(3, threads: 2)
    for query in stride(from: 0, to: records.count, by: 7) {
      let distances = euclidean(query, records, records, excludesSelf: true)
      Self.check(found, query, sortedNeighbors(3, distances))
    }
  }

  @Test("all records at the least distance are found", arguments: cases)
  func ties(_ sample: Case) async throws {
    let (queries, records) = try Self.sets(sample)
    let found = try await queries.nearestTies(in: records, threads: 1)
    for (query, ties) in found.enumerated() {
      let distances = euclidean(query, queries, records)
      let least = distances.min() ?? .nan
      #expect(abs(ties.distance - least) <= 1e-12 * least)
      if sample.levels != nil || least == 0 {
        #expect(ties.indexes == distances.indices.filter { distances[$0] == least })
      }
    }
  }

  @Test("a record lies in the balls whose radius is greater than its distance", arguments: cases)
  func balls(_ sample: Case) async throws {
    let (queries, records) = try Self.sets(sample)
    let radii = try await records.nearestOthers(2, threads: 2).distances(ofRank: 1)
    let found = try await queries.ballCounts(around: records, radii: radii, threads: 2)
    for (query, count) in found.enumerated() {
      let distances = euclidean(query, queries, records)
      #expect(count == zip(distances, radii).count { $0 < $1 - 1e-13 * $1 })
    }
  }

  @Test("lengths from 1e-30 to 1e30 neither overflow nor vanish", arguments: [1e-30, 1e-15, 1e30])
  func scales(_ scale: Float) async throws {
    let records = try points(400, 6, label: "scales")
    let scaled = try EuclideanPoints(
      Tensor(shape: records.features.shape, scalars: records.features.scalars.map { $0 * scale }))
    let found = try await scaled.nearestOthers(4, threads: 2)
    for query in stride(from: 0, to: 400, by: 5) {
      let distances = euclidean(query, scaled, scaled, excludesSelf: true)
      Self.check(found, query, sortedNeighbors(4, distances))
    }
  }

  @Test("an outlier that takes all digits of the product changes nothing")
  func outlier() async throws {
    var scalars = try points(500, 8, label: "outlier").features.scalars
    for column in 0..<8 { scalars[80 + column] = 3e7 }
    let records = try EuclideanPoints(Tensor(shape: [500, 8], scalars: scalars))
    let found = try await records.nearestOthers(2, threads: 2)
    for query in 0..<500 {
      let distances = euclidean(query, records, records, excludesSelf: true)
      Self.check(found, query, sortedNeighbors(2, distances))
    }
  }

  @Test("the answer does not depend on the number of threads")
  func threads() async throws {
    let records = try points(700, 10, levels: 3, label: "threads")
    let one = try await records.nearestOthers(6, threads: 1)
    #expect(try await records.nearestOthers(6, threads: 3) == one)
  }

  @Test("values that are not finite and too few records are refused in one line")
  func refused() async throws {
    let error = #expect(throws: NeighborsError.self) {
      try EuclideanPoints(Tensor<Float>(shape: [2, 2], scalars: [1, 2, 3, .nan]))
    }
    #expect(
      error?.description
        == "column 2 of record 2 is missing or not finite; "
        + "fill missing values before distances are taken, or use a mixed-type table")
    let records = try points(3, 2, label: "few")
    let few = await #expect(throws: NeighborsError.self) {
      try await records.nearestOthers(3, threads: 1)
    }
    #expect(
      few?.description == "3 nearest other records asked of a set of 3; "
        + "ask for fewer neighbours or bring more records")
  }

  private static func sets(_ sample: Case) throws -> (EuclideanPoints, EuclideanPoints) {
    let all = try points(
      sample.queries + sample.records, sample.width, levels: sample.levels, offset: sample.offset,
      label: sample.testDescription)
    return (
      all.selecting(Array(0..<sample.queries)),
      all.selecting(Array(sample.queries..<all.count))
    )
  }

  private static func check(
    _ found: Neighbors, _ query: Int, _ expected: (distances: [Double], indexes: [Int])
  ) {
    let range = query * found.k..<(query + 1) * found.k
    #expect(Array(found.indexes[range]) == expected.indexes)
    for (own, other) in zip(found.distances[range], expected.distances) {
      #expect(other == 0 ? own == 0 : abs(own - other) <= 1e-12 * other)
    }
  }
}
