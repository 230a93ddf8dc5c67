import Foundation
import Marginals
import Testing

@Suite struct `Counting marginals` {
  private static func records(_ count: Int) throws -> DiscreteRecords {
    let domain = try ReferenceSuite.domain()
    return try DiscreteRecords(
      codes: domain.sizes.enumerated().map { attribute, size in
        (0..<count).map { Int32(($0 * (attribute + 3) + $0 / 7) % size) }
      }, of: domain)
  }

  @Test("Counts of every clique equal those of records taken one by one", arguments: [1, 3, 5000])
  func counts(count: Int) async throws {
    let records = try Self.records(count)
    let found = try await records.counts(of: ReferenceSuite.everySubset, threads: 2)
    for (clique, counts) in zip(ReferenceSuite.everySubset, found) {
      let empty = Factor(repeating: 0, over: clique, of: records.domain)
      var expected = empty.values.map { _ in Int64(0) }
      for row in 0..<count {
        expected[ReferenceSuite.index(of: records.codes.map { Int($0[row]) }, empty)] += 1
      }
      #expect(counts == expected)
    }
  }

  @Test("Blocks of records add up to the whole table")
  func blocks() async throws {
    let records = try Self.records(9000)
    var counter = try MarginalCounter([Clique([1, 3])], of: records.domain)
    for block in 0..<9 {
      let codes = records.codes.map { Array($0[(block * 1000)..<((block + 1) * 1000)]) }
      counter.add(try DiscreteRecords(codes: codes, of: records.domain))
    }
    #expect(counter.records == 9000)
    #expect(counter.counts == (try await records.counts(of: [Clique([1, 3])])))
  }

  @Test("Tables that are not of their domain are refused")
  func refusals() throws {
    let domain = try AttributeDomain(names: ["a", "b"], sizes: [2, 3])
    let cases: [([[Int32]], String)] = [
      ([[], []], "the table has no record"), ([[0]], "1 columns, the domain 2"),
      ([[0, 1], [0]], "column 'b' has 1 records, the first one 2"),
      ([[0, 1], [0, 3]], "column 'b' has a code outside 0..<3 in row 1"),
      ([[0, -1], [0, 2]], "column 'a' has a code outside 0..<2 in row 1"),
    ]
    for (codes, text) in cases {
      let error = #expect(throws: MarginalsError.self) {
        try DiscreteRecords(codes: codes, of: domain)
      }
      #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
    }
  }

  @Test("Domains with repeated names, sizes out of range and unknown names are refused")
  func domains() throws {
    let cases: [([String], [Int], String)] = [
      ([], [], "no attribute"), (["a", "a"], [2, 2], "'a' twice"), (["a"], [0], "'a' has 0 values"),
      (["a"], [1_000_000_000_000], "'a' has 1000000000000 values"),
    ]
    for (names, sizes, text) in cases {
      let error = #expect(throws: MarginalsError.self) {
        try AttributeDomain(names: names, sizes: sizes)
      }
      #expect(error?.description.contains(text) == true)
    }
    let domain = try ReferenceSuite.domain()
    let unknown = #expect(throws: MarginalsError.self) { try domain.clique(["a", "x"]) }
    #expect(unknown?.description == "there is no attribute 'x'; the domain has a, b, c, d")
    let wide = try AttributeDomain(names: ["a", "b"], sizes: [1_000_000, 1_000_000])
    let large = #expect(throws: MarginalsError.self) {
      try MarginalCounter([wide.everything], of: wide)
    }
    #expect(large?.description.contains("1000000 x 1000000 = 1000000000000 cells") == true)
  }
}
