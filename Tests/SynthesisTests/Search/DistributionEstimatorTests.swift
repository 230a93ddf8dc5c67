import Statistics
import Synthesis
import Testing

@Suite("Estimation-of-distribution algorithms")
struct DistributionEstimatorTests {
  private static func search(
    _ name: String, places: Int, seed: UInt64 = 1, fitness: ([Bool]) -> Double
  ) throws -> SearchResult {
    let type = try #require(distributionEstimators.first { $0.name == name })
    var generator = SeededGenerator(seed: seed, label: "search")
    return type.init(SearchPlan()).maximise(
      places: places, using: &generator, fitness: fitness)
  }

  @Test(
    "every algorithm finds the most ones in 32 places",
    arguments: distributionEstimators.map { $0.name })
  func oneMax(name: String) throws {
    let found = try Self.search(name, places: 32) { Double($0.count { $0 }) }
    #expect(found.fitness == 32 && found.best == Array(repeating: true, count: 32))
    #expect(found.shares.allSatisfy { $0 > 0.9 })
  }

  @Test(
    "every algorithm weighs places, and names its best candidate's own fitness",
    arguments: distributionEstimators.map { $0.name })
  func binaryNumber(name: String) throws {
    func distance(_ candidate: [Bool]) -> Double {
      -abs(
        Double(candidate.enumerated().reduce(0) { $0 + ($1.element ? 1 << $1.offset : 0) }) - 677)
    }
    let found = try Self.search(name, places: 10, fitness: distance)
    #expect(found.fitness > -20 && found.fitness == distance(found.best))
  }

  @Test("the chain algorithm finds neighbours that must agree, where single places tell nothing")
  func agreeingPairs() throws {
    // Each pair counts where both are equal, so that every share of ones is as good as any other.
    func pairs(_ candidate: [Bool]) -> Double {
      Double(stride(from: 0, to: 24, by: 2).count { candidate[$0] == candidate[$0 + 1] })
    }
    let found = try Self.search("mimic", places: 24, fitness: pairs)
    #expect(found.fitness == 12)
  }

  @Test("a chain fitted on samples of a chain has its neighbours beside each other")
  func knownChain() {
    var generator = SeededGenerator(seed: 2, label: "chain")
    let hidden = [3, 0, 4, 1, 2]
    let samples = (0..<4_000).map { _ in
      var sample = Array(repeating: false, count: 5)
      // The first place is lopsided, so that the chain has one beginning.
      sample[hidden[0]] = generator.bernoulli(0.8)
      for (before, place) in zip(hidden, hidden.dropFirst()) {
        sample[place] = generator.bernoulli(0.85) ? sample[before] : !sample[before]
      }
      return sample
    }
    let chain = BinaryChain(fittedOn: samples)
    #expect(chain.order == hidden)
    // Samples of the fit agree along the chain as often: 0.85 within 5 standard errors of 4,000 draws.
    let drawn = (0..<4_000).map { _ in chain.sample(using: &generator) }
    for (before, place) in zip(hidden, hidden.dropFirst()) {
      let agreeing = Double(drawn.count { $0[before] == $0[place] }) / 4_000
      #expect(abs(agreeing - 0.85) < 0.04)
    }
  }

  @Test("the same seed gives the same search", arguments: distributionEstimators.map { $0.name })
  func repeated(name: String) throws {
    let results = try (0..<2).map { _ in
      try Self.search(name, places: 12) { Double($0.count { $0 }) }
    }
    #expect(results[0] == results[1])
  }
}
