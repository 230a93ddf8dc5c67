import NearestNeighbors
import Statistics
import Tables
import Testing

@Suite("Mixed-type neighbours")
struct MixedTableTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let queries: Int
    let records: Int
    var missing = 0.0
    var levels = 4
    var steps: Int?
    var convention = MixedDomain.MissingValues.skipped
    var columns: [String]?
    var testDescription: String {
      "\(queries) to \(records), \(missing) missing \(convention), \(columns?.count ?? 7) columns"
    }
  }

  static let cases = [
    Case(queries: 50, records: 400),
    Case(queries: 30, records: 2500, levels: 2, steps: 3),
    Case(queries: 50, records: 400, missing: 0.2, levels: 3, steps: 4),
    Case(queries: 50, records: 400, missing: 0.2, levels: 3, steps: 4, convention: .differs),
    Case(queries: 9, records: 300, missing: 0.7, levels: 2, steps: 2),
    Case(queries: 300, records: 300, levels: 2, columns: ["category 0", "category 2"]),
    Case(queries: 20, records: 300, columns: ["number 1"]),
    Case(queries: 2, records: 3, missing: 1),
    Case(queries: 2, records: 3, missing: 1, convention: .differs),
  ]

  @Test("the neighbours are those of the sorted distances, lower places first", arguments: cases)
  func nearest(_ sample: Case) async throws {
    let (queries, records, expected) = try Self.sets(sample)
    for k in [1, 3] {
      let found = try await queries.nearest(k, in: records, threads: 2)
      for query in 0..<queries.count {
        let sorted = sortedNeighbors(k, expected[query])
        let range = query * k..<(query + 1) * k
        #expect(Array(found.indexes[range]) == sorted.indexes)
        #expect(Array(found.distances[range]) == sorted.distances)
      }
    }
  }

  @Test("ties, balls and a set's own neighbours agree with all distances", arguments: cases)
  func searches(_ sample: Case) async throws {
    let (queries, records, expected) = try Self.sets(sample)
    let ties = try await queries.nearestTies(in: records, threads: 2)
    let others = try await records.nearestOthers(2, threads: 2)
    let radii = others.distances(ofRank: 1)
    let counts = try await queries.ballCounts(around: records, radii: radii, threads: 2)
    for query in 0..<queries.count {
      let distances = expected[query]
      #expect(ties[query].distance == distances.min())
      #expect(ties[query].indexes == distances.indices.filter { distances[$0] == distances.min() })
      #expect(counts[query] == zip(distances, radii).count { $0 < $1 })
    }
    for record in 0..<records.count {
      var distances = (0..<records.count).map { records.distance(record, to: records, $0) }
      distances[record] = .infinity
      let sorted = sortedNeighbors(2, distances)
      #expect(Array(others.indexes[2 * record..<2 * record + 2]) == sorted.indexes)
    }
  }

  @Test("a worked distance counts as each convention says")
  func worked() throws {
    let data = Dataset(
      name: "worked",
      features: [
        Feature(name: "a", values: .numeric([0, 4, 1, .nan])),
        Feature(name: "b", values: .numeric([2, 2, 2, 2])),
        Feature(
          name: "c", values: .categorical(Categories(codes: [0, 1, 0, -1], names: ["x", "y"]))),
      ], label: Categories(codes: [0, 0, 1, 1], names: ["n", "y"]), groups: [], sources: [])
    let skipped = try MixedTable(data, in: MixedDomain(ranges: [data]))
    let expected = [1: 0.5, 2: 0.3125, 3: 0.5]
    for (record, distance) in expected {
      #expect(skipped.distance(0, to: skipped, record) == distance)
    }
    // Nothing that both have differs.
    #expect(skipped.distance(2, to: skipped, 3) == 0)
    let differs = try MixedTable(data, in: MixedDomain(ranges: [data], missing: .differs))
    #expect(differs.distance(3, to: differs, 3) == 0.5)
    #expect(differs.distance(0, to: differs, 3) == 0.75)
  }

  @Test("a difference too small for the keys is still a difference")
  func small() async throws {
    let values = [0, 1, 1.0000001, 1_000_000, 1]
    let data = Self.column(values, name: "small")
    let table = try MixedTable(data, in: MixedDomain(ranges: [data], includesLabel: false))
    let found = try await table.nearestOthers(2, threads: 1)
    #expect(Array(found.indexes[4..<6]) == [1, 4])
    #expect(Array(found.indexes[2..<4]) == [4, 2])
    #expect(found.distances[2] == 0 && found.distances[3] > 0 && found.distances[3] < 1e-12)
  }

  @Test("numbers far outside the ranges are as far as they are")
  func outside() async throws {
    let (inside, beyond) = (
      Self.column([0, 1], name: "inside"), Self.column([100, 70, -50, 101], name: "beyond")
    )
    let domain = try MixedDomain(ranges: [inside], also: [beyond], includesLabel: false)
    let (table, others) = (
      try MixedTable(inside, in: domain), try MixedTable(beyond, in: domain)
    )
    let found = try await others.nearest(1, in: others.selecting([1, 3, 0]), threads: 1)
    #expect(found.indexes == [2, 0, 0, 1])
    #expect(found.distances == [0, 0, 120, 0])
    #expect(try await others.nearest(1, in: table, threads: 1).distances == [99, 69, 50, 100])
  }

  @Test("records whose differences overflow are neighbours all the same")
  func overflow() async throws {
    let (inside, beyond) = (
      Self.column([0, 1e-300], name: "inside"), Self.column([1e300, -1e300], name: "beyond")
    )
    let domain = try MixedDomain(ranges: [inside], also: [beyond], includesLabel: false)
    let (table, others) = (
      try MixedTable(inside, in: domain), try MixedTable(beyond, in: domain)
    )
    let found = try await others.nearest(2, in: table, threads: 1)
    #expect(found.indexes == [0, 1, 0, 1])
    #expect(found.distances.allSatisfy { $0 == .greatestFiniteMagnitude })
  }

  @Test("more columns than the keys have steps for are compared right")
  func wide() async throws {
    var generator = SeededGenerator(seed: 3, label: "wide")
    let features = (0..<300).map { column in
      Feature(
        name: "\(column)", values: .numeric((0..<60).map { _ in generator.uniform() }))
    }
    let data = Dataset(
      name: "wide", features: features,
      label: Categories(codes: Array(repeating: 0, count: 60), names: ["n", "y"]), groups: [],
      sources: [])
    let table = try MixedTable(data, in: MixedDomain(ranges: [data]))
    let found = try await table.nearestOthers(2, threads: 1)
    for record in 0..<60 {
      var distances = (0..<60).map { table.distance(record, to: table, $0) }
      distances[record] = .infinity
      let sorted = sortedNeighbors(2, distances)
      #expect(Array(found.indexes[2 * record..<2 * record + 2]) == sorted.indexes)
    }
  }

  private static func column(_ values: [Double], name: String) -> Dataset {
    Dataset(
      name: name, features: [Feature(name: "value", values: .numeric(values))],
      label: Categories(codes: values.map { _ in 0 }, names: ["n", "y"]), groups: [], sources: [])
  }

  /// Two tables and all distances between their records, from the columns of the data sets.
  private static func sets(_ sample: Case) throws -> (MixedTable, MixedTable, [[Double]]) {
    let data = dataset(
      sample.queries + sample.records, missing: sample.missing, levels: sample.levels,
      steps: sample.steps, label: sample.testDescription)
    let parts = [
      data.selecting(rows: Array(0..<sample.queries)),
      data.selecting(rows: Array(sample.queries..<data.count)),
    ]
    let domain = try MixedDomain(
      ranges: [parts[1]], also: [parts[0]], columns: sample.columns,
      includesLabel: sample.columns == nil, missing: sample.convention)
    let tables = try parts.map { try MixedTable($0, in: domain) }
    let slow = SlowGower(parts[1], columns: sample.columns, missing: sample.convention)
    let expected = (0..<sample.queries).map { query in
      (0..<sample.records).map { slow.distance(parts[0], query, parts[1], $0) }
    }
    return (tables[0], tables[1], expected)
  }
}
