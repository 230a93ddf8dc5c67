import Marginals
import Testing

@Suite struct `A workload` {
  private static func domain(_ sizes: [Int] = [2, 3, 4, 5]) throws -> AttributeDomain {
    try AttributeDomain(names: sizes.indices.map { "c\($0)" }, sizes: sizes)
  }

  @Test("Of all pairs of d attributes, a pair weighs 2 (d - 1) and an attribute d - 1")
  func closure() throws {
    let workload = try Workload(named: "all-2-way", of: Self.domain())
    #expect(workload.queries.count == 6 && workload.candidates.count == 10)
    #expect(workload.candidates.allSatisfy { $0.weight == 3 * $0.clique.count })
  }

  @Test("Named marginals keep their weights, and their parts get what they share with each")
  func named() throws {
    let workload = try Workload(
      [(["c2", "c0"], 5), (["c2", "c3"], 1)], of: Self.domain())
    let weights = Dictionary(
      uniqueKeysWithValues: workload.candidates.map { ($0.clique.attributes, $0.weight) })
    #expect(weights == [[0]: 5, [2]: 6, [3]: 1, [0, 2]: 11, [2, 3]: 7])
  }

  @Test(
    "What cannot be kept is refused in one line that says what and what to do",
    arguments: [
      ("all-9-way", "there are no marginals of 9 attributes for a workload of a domain of 4"),
      ("all-0-way", "give a number from 1 to 4"),
      ("pairs", "there is no workload 'pairs'; write 'all-2-way', or a list"),
    ])
  func names(name: String, message: String) throws {
    let domain = try Self.domain()
    let error = #expect(throws: MarginalsError.self) { try Workload(named: name, of: domain) }
    #expect(error?.description.contains(message) == true)
  }

  @Test("Unknown columns, repeated marginals, weights out of range and 10^12 cells are refused")
  func refusals() throws {
    func message(
      _ marginals: [(names: [String], weight: Int)], _ sizes: [Int] = [2, 3, 4, 5]
    ) throws -> String {
      let domain = try Self.domain(sizes)
      let error = #expect(throws: MarginalsError.self) { try Workload(marginals, of: domain) }
      return error?.description ?? ""
    }
    #expect(
      try message([(["c0", "age"], 1)])
        == "there is no attribute 'age'; the domain has c0, c1, c2, c3")
    #expect(try message([(["c0"], 1), (["c0"], 2)]).contains("names 'c0' twice"))
    #expect(try message([(["c0"], 0)]).contains("gives 'c0' the weight 0; give a whole number"))
    #expect(try message([]).contains("has no clique"))
    #expect(try message([([], 1)]).contains("0 attributes; give it 1 to 8"))
    let large = try message([(["c0", "c1", "c2", "c3"], 1)], [1000, 1000, 1000, 1000])
    #expect(large.contains("1000 x 1000 x 1000 x 1000 = 1000000000000 cells, more than the limit"))
    #expect(!large.contains("\n"))
  }
}
