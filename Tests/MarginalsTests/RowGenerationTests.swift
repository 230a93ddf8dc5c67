import Foundation
import Marginals
import Testing

@Suite struct `Rows of a model` {
  private static func model(_ shape: String, total: Double) async throws -> MarkovModel {
    try await MarkovModel(
      potentials: try ReferenceSuite.potentials(try ReferenceSuite.cliques(shape)), total: total)
  }

  private static let shapes = ReferenceSuite.shapes.keys.sorted()

  @Test("Rounding keeps the counts of the tree's cliques to a few records", arguments: shapes)
  func rounding(shape: String) async throws {
    let model = try await Self.model(shape, total: 10_000)
    let rows = model.rows(seed: 1)
    #expect(rows.count == 10_000 || rows.count == 9_999)
    for clique in model.tree.cliques {
      let counts = try await rows.counts(of: [clique])[0].map(Double.init)
      let expected = try model.marginal(of: clique).values
      #expect(ReferenceSuite.distance(counts, expected) < 12)
    }
  }

  @Test(
    "Draws follow the model's law: chi-square of each clique below its 1e-6 quantile",
    arguments: shapes)
  func sampling(shape: String) async throws {
    let model = try await Self.model(shape, total: 20_000)
    let rows = model.rows(count: 20_000, seed: 2, by: .sampling)
    for clique in model.tree.cliques {
      let counts = try await rows.counts(of: [clique])[0].map(Double.init)
      let expected = try model.marginal(of: clique).values
      let statistic = zip(counts, expected).reduce(0) { $0 + pow($1.0 - $1.1, 2) / $1.1 }
      let freedom = Double(counts.count - 1)
      // Wilson and Hilferty's approximation of the quantile at 4.75 standard deviations.
      let cube = 1 - 2 / (9 * freedom) + 4.75 * (2 / (9 * freedom)).squareRoot()
      #expect(statistic < freedom * cube * cube * cube)
    }
  }

  @Test("Any number of rows can be had", arguments: [0, 1, 3, 1001], RowGeneration.allCases)
  func count(count: Int, generation: RowGeneration) async throws {
    let rows = try await Self.model("cyclic", total: 10).rows(count: count, seed: 1, by: generation)
    #expect(rows.count == count)
    #expect(rows.codes.map(\.count) == [count, count, count, count])
  }

  @Test("Without a number there are as many rows as records, and at least one")
  func defaultCount() async throws {
    #expect(try await Self.model("tree", total: 7.9).rows(seed: 1).count == 7)
    #expect(try await Self.model("tree", total: 0.2).rows(seed: 1).count == 1)
  }

  @Test("The seed decides the rows", arguments: RowGeneration.allCases)
  func seed(generation: RowGeneration) async throws {
    let model = try await Self.model("cyclic", total: 10)
    let first = model.rows(count: 300, seed: 1, by: generation)
    #expect(first == model.rows(count: 300, seed: 1, by: generation))
    #expect(first != model.rows(count: 300, seed: 2, by: generation))
  }
}
