import Marginals
import Testing

@Suite struct `Junction trees` {
  @Test(
    "The tree has the published maximal cliques and cells",
    arguments: [
      ("tree", ["ab", "bc", "cd"], 38), ("cyclic", ["abc", "bd"], 39),
      ("missing c", ["ab", "ad", "c"], 20), ("square", ["abc", "acd"], 64),
    ])
  func vectors(shape: String, maximal: [String], cells: Int) throws {
    let domain = try ReferenceSuite.domain()
    let tree = try JunctionTree(domain, holding: try ReferenceSuite.cliques(shape))
    let expected = try maximal.map { try domain.clique($0.map { String($0) }) }
    #expect(Set(tree.cliques) == Set(expected))
    #expect(tree.cells == cells)
    let estimated = JunctionTree.cells(domain, holding: try ReferenceSuite.cliques(shape))
    #expect(estimated == Double(cells))
  }

  private static let adult = [
    "age": 85, "workclass": 9, "fnlwgt": 100, "education-num": 16, "marital-status": 7,
    "occupation": 15, "relationship": 6, "race": 5, "sex": 2, "capital-gain": 100,
    "capital-loss": 100, "hours-per-week": 99, "native-country": 42, "income>50K": 2,
  ]

  @Test(
    "Models of Adult have the published sizes",
    arguments: [
      ([], 588), ([["age", "hours-per-week"]], 8_819),
      (
        [
          ["age", "hours-per-week"], ["age", "occupation"], ["occupation", "income>50K"],
          ["hours-per-week", "income>50K"],
        ], 19_767
      ),
    ])
  func adult(pairs: [[String]], cells: Int) throws {
    let names = Self.adult.keys.sorted()
    let domain = try AttributeDomain(names: names, sizes: names.compactMap { Self.adult[$0] })
    let cliques = try domain.cliques(ofSize: 1) + pairs.map { try domain.clique($0) }
    #expect(JunctionTree.cells(domain, holding: cliques) == Double(cells))
    let tree = try JunctionTree(domain, holding: cliques)
    #expect(tree.bytes == 8 * cells)
  }

  @Test("Every attribute's cliques hang together", arguments: ReferenceSuite.shapes.keys.sorted())
  func runningIntersection(shape: String) throws {
    let domain = try ReferenceSuite.domain()
    let cliques = try ReferenceSuite.cliques(shape)
    let tree = try JunctionTree(domain, holding: cliques)
    for clique in cliques { #expect(tree.home(of: clique) != nil) }
    for attribute in 0..<domain.count {
      let holders = tree.cliques.indices.filter { tree.cliques[$0].attributes.contains(attribute) }
      let edges = holders.filter { tree.separators[$0].attributes.contains(attribute) }
      // A connected part of a tree has one edge less than nodes.
      #expect(edges.count == holders.count - 1)
    }
  }

  @Test("A model beyond its limit is refused by name and size")
  func limit() throws {
    let names = (1...12).map { "x\($0)" }
    let domain = try AttributeDomain(names: names, sizes: names.map { _ in 10 })
    let error = #expect(throws: MarginalsError.self) {
      try JunctionTree(domain, holding: [domain.everything], atMostBytes: 80 << 20)
    }
    #expect(error?.description.contains("1000000000000 cells") == true)
    #expect(error?.description.contains("'x1' x 'x2'") == true)
    #expect(error?.description.contains("limit of 83886080") == true)
  }

  @Test("A thousand questions for the size of one more clique take no second")
  func hypotheticalSizes() throws {
    let names = (0..<40).map { "x\($0)" }
    let domain = try AttributeDomain(names: names, sizes: names.map { _ in 5 })
    let chain = (0..<39).map { Clique([$0, $0 + 1]) }
    // Closing a chain of k edges into a ring makes k - 1 triangles.
    for end in 2..<40 {
      let cells = JunctionTree.cells(domain, holding: chain + [Clique([0, end])])
      #expect(cells == Double((end - 1) * 125 + (39 - end) * 25))
    }
  }
}
