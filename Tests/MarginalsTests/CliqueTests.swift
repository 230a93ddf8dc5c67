import Marginals
import Testing

@Suite struct `Cliques` {
  @Test("A clique is a set: order and repetition do not matter")
  func set() { #expect(Clique([2, 0, 2]) == Clique([0, 2])) }
}
