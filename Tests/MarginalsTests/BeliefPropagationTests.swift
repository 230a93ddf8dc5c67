import Foundation
import Marginals
import Testing

@Suite struct `Belief propagation` {
  private static let shapes = ReferenceSuite.shapes.keys.sorted()

  @Test("Potentials of zero make every marginal uniform", arguments: shapes, [1.0, 100])
  func uniform(shape: String, total: Double) async throws {
    let domain = try ReferenceSuite.domain()
    let cliques = try ReferenceSuite.cliques(shape)
    let zeros = CliqueVector(zerosOver: Clique.different(cliques), of: domain)
    let model = try await MarkovModel(potentials: zeros, total: total)
    for clique in ReferenceSuite.everySubset {
      let marginal = try model.marginal(of: clique)
      let expected = marginal.values.map { _ in total / Double(marginal.values.count) }
      #expect(ReferenceSuite.distance(marginal.values, expected) < 1e-12 * total)
    }
  }

  @Test("Every marginal is that of the whole table", arguments: shapes, [1, 2, 3])
  func bruteForce(shape: String, seed: Int) async throws {
    let potentials = try ReferenceSuite.potentials(try ReferenceSuite.cliques(shape), seed: seed)
    let model = try await MarkovModel(potentials: potentials, total: 10)
    let whole = try ReferenceSuite.wholeTable(potentials, total: 10)
    let together = try await model.marginals(of: ReferenceSuite.everySubset, threads: 2)
    for (clique, shared) in zip(ReferenceSuite.everySubset, together) {
      let expected = try ReferenceSuite.marginal(whole, clique)
      let marginal = try model.marginal(of: clique)
      #expect(marginal.axes == clique.attributes)
      #expect(ReferenceSuite.distance(marginal.values, expected) < 1e-12)
      #expect(ReferenceSuite.distance(shared.values, expected) < 1e-12)
    }
  }

  @Test("Potentials of any size, and of minus infinity, make no invalid number", arguments: shapes)
  func extremes(shape: String) async throws {
    var potentials = try ReferenceSuite.potentials(try ReferenceSuite.cliques(shape))
    let domain = try ReferenceSuite.domain()
    let first = potentials.cliques[0]
    var extreme = Factor(repeating: 0, over: first, of: domain)
    extreme = Factor(
      axes: extreme.axes, sizes: extreme.sizes,
      values: extreme.values.indices.map { [-Double.infinity, 5000, -5000, 4999][$0 % 4] })
    potentials.add(extreme)
    let model = try await MarkovModel(potentials: potentials, total: 10)
    let whole = try ReferenceSuite.wholeTable(potentials, total: 10)
    for clique in ReferenceSuite.everySubset {
      let expected = try ReferenceSuite.marginal(whole, clique)
      #expect(
        ReferenceSuite.distance(try model.marginal(of: clique).values, expected) < 1e-10)
    }
    #expect(try model.marginal(of: first).values[0] == 0)
  }

  @Test("A distribution without any possible cell is refused")
  func impossible() async throws {
    let domain = try ReferenceSuite.domain()
    var potentials = CliqueVector(zerosOver: [Clique([0])], of: domain)
    potentials.add(Factor(repeating: -.infinity, over: Clique([0]), of: domain))
    let error = await #expect(throws: MarginalsError.self) {
      try await MarkovModel(potentials: potentials, total: 1)
    }
    #expect(error?.description.contains("no possible record") == true)
  }

  @Test("A table cut into slabs has the marginals of its closed form, at any number of threads")
  func slabs() async throws {
    // P(x, y, z) ~ e^(f(x, z) + g(y)): far more cells than a slab holds, cut along x and y.
    let domain = try AttributeDomain(names: ["x", "y", "z", "w"], sizes: [30, 40, 500, 7])
    let f = (0..<15_000).map { sin(Double($0)) }
    let g = (0..<40).map { 3 * cos(Double($0)) }
    var potentials = CliqueVector(zerosOver: [Clique([0, 1, 2]), Clique([0, 3])], of: domain)
    potentials.add(Factor(axes: [0, 2], sizes: [30, 500], values: f))
    potentials.add(Factor(axes: [1], sizes: [40], values: g))
    let one = try await MarkovModel(potentials: potentials, total: 1, threads: 1)
    let two = try await MarkovModel(potentials: potentials, total: 1, threads: 2)
    let (fs, gs) = (f.map { exp($0) }, g.map { exp($0) })
    let (sumF, sumG) = (fs.reduce(0, +), gs.reduce(0, +))
    let found = try one.marginal(of: Clique([0, 2])).values
    #expect(ReferenceSuite.distance(found, fs.map { $0 / sumF }) < 1e-14)
    let other = try one.marginal(of: Clique([1, 3])).values
    let expected = gs.flatMap { value in Array(repeating: value / sumG / 7, count: 7) }
    #expect(ReferenceSuite.distance(other, expected) < 1e-14)
    for clique in [Clique([0, 1]), Clique([1, 2]), Clique([2, 3])] {
      #expect(try one.marginal(of: clique) == (try two.marginal(of: clique)))
    }
  }
}
