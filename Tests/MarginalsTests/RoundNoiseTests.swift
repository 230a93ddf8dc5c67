import Marginals
import Privacy
import Testing

@Suite struct `The noise of rounds` {
  private static func agrees(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-9 * expected
  }

  /// Attributes, ε, and the published algorithm's first σ and ε at δ = 1e-9, computed with its own code to ten digits.
  private static let adaptive: [(Int, Double, Double, Double)] = [
    (14, 0.1, 838.16850926, 0.0007953850), (14, 1, 91.16591767, 0.0073126743),
    (14, 10, 10.68115058, 0.0624152484), (9, 1, 73.09534913, 0.0091205073),
    (10, 1, 77.04926320, 0.0086524730),
  ]

  @Test("AIM starts with the published σ and ε", arguments: adaptive.indices)
  func adaptiveRounds(place: Int) throws {
    let (attributes, epsilon, sigma, loss) = Self.adaptive[place]
    let rho = try ZeroConcentrated.rho(epsilon: epsilon, delta: 1e-9)
    let noise = AIM.noise(rho: rho, rounds: 16 * attributes)
    #expect(abs(noise.sigma - sigma) < 6e-9)
    #expect(abs(noise.epsilon - loss) < 6e-11)
  }

  @Test(
    "Multiplicative weights have the published σ and ε of a budget",
    arguments: zip([14, 9], [(22.79147942, 0.0292506974), (18.27383728, 0.0364820293)]))
  func equalRounds(attributes: Int, expected: (Double, Double)) throws {
    let rho = try ZeroConcentrated.rho(epsilon: 1, delta: 1e-9)
    let noise = MultiplicativeWeights.noise(rho: rho, rounds: attributes)
    #expect(abs(noise.sigma - expected.0) < 6e-9)
    #expect(abs(noise.epsilon - expected.1) < 6e-11)
  }

  @Test("A round costs its share, and the parts of a spanning tree a third each")
  func shares() throws {
    let noise = AIM.noise(rho: 0.5, rounds: 7)
    #expect(Self.agrees(noise.rho, 0.5 / 7))
    #expect(Self.agrees(noise.sharpened.rho, 4 * 0.5 / 7))
    // σ = √(3 d / 2ρ) for 14 marginals that share a third of ρ = 0.5.
    #expect(Self.agrees(MaximumSpanningTree.sigma(rho: 0.5 / 3, marginals: 14), 42.0.squareRoot()))
  }
}
