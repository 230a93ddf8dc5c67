import Statistics
import Synthesis
import Testing

@Suite("Priors by search")
struct PriorEstimateTests {
  private static func estimate(_ name: String, cost: Double) throws -> PriorEstimate {
    let type = try #require(distributionEstimators.first { $0.name == name })
    var generator = SeededGenerator(seed: 4, label: "prior")
    return PriorEstimate(
      counts: [[690, 310]],
      loss: BiasLoss([try AttributeBiasTests.attribute([1, 1], smoothing: 0.5)]), cost: cost,
      by: type.init(SearchPlan()), using: &generator)
  }

  @Test(
    "without cost the estimate is the reference, to a unit of the batch",
    arguments: ["umda", "mimic", "cga"])
  func free(name: String) throws {
    let found = try Self.estimate(name, cost: 0)
    #expect(abs(found.shares[0][0] - 0.5) < 0.01)
  }

  @Test(
    "at a high cost no batch pays, and the estimate is the data's own",
    arguments: ["umda", "mimic", "cga"])
  func dear(name: String) throws {
    let found = try Self.estimate(name, cost: 10)
    #expect(found.batch == [[0, 0]] && abs(found.shares[0][0] - 0.69) < 0.001)
  }

  @Test(
    "between them the best batch is the one that trying all of them finds",
    arguments: ["umda", "mimic", "cga"])
  func middling(name: String) throws {
    let found = try Self.estimate(name, cost: 0.1)
    let attribute = try AttributeBiasTests.attribute([1, 1], smoothing: 0.5)
    // The unit is a 31st of the 380 records that exact balance needs, rounded up.
    var best = -Double.infinity
    for first in 0..<32 {
      for second in 0..<32 {
        let batch = [Double(13 * first), Double(13 * second)]
        let value =
          -attribute.divergence([690 + batch[0], 310 + batch[1]]) - 0.1 * (batch[0] + batch[1])
          / 1000
        best = max(best, value)
      }
    }
    #expect(found.fitness > best - 1e-3 && found.fitness <= best + 1e-12)
    #expect(found.shares[0][0] > 0.5 && found.shares[0][0] < 0.69)
  }
}
