import Marginals
import Testing

@Suite struct `Cliques` {
  @Test("A clique is a set: order and repetition do not matter")
  func set() { #expect(Clique([2, 0, 2]) == Clique([0, 2])) }

  @Test(
    "Subsets are recognised",
    arguments: [([0, 2], [0, 1, 2], true), ([], [1], true), ([0, 3], [0, 1], false)])
  func subsets(one: [Int], other: [Int], isSubset: Bool) {
    #expect(Clique(one).isSubset(of: Clique(other)) == isSubset)
  }

  @Test("The downward closure of two pairs has their three attributes and themselves")
  func closure() {
    let closure = Clique.downwardClosure([Clique([1, 2]), Clique([0, 1])])
    #expect(closure == [Clique([0]), Clique([1]), Clique([2]), Clique([0, 1]), Clique([1, 2])])
  }

  @Test(
    "All cliques of a size are there once",
    arguments: [(0, 1), (1, 4), (2, 6), (3, 4), (4, 1), (5, 0)])
  func ofSize(size: Int, count: Int) throws {
    let cliques = try ReferenceSuite.domain().cliques(ofSize: size)
    #expect(Set(cliques).count == count && cliques.count == count)
  }
}
