import Foundation
import Privacy
import Testing

@Suite struct `Zero-concentrated privacy` {
  @Test(
    "Rho of epsilon and delta has its published value",
    arguments: [
      (1.0, 1e-5, 3.055659519764e-02), (1, 1e-6, 2.435597035954e-02), (1, 1e-9, 1.497305767359e-02),
      (0.01, 1e-9, 2.095434396256e-06), (0.1, 1e-9, 1.771384471850e-04),
      (0.316227766, 1e-9, 1.634704703050e-03), (3.1622776602, 1e-9, 1.330948090732e-01),
      (10, 1e-9, 1.090785704397), (10, 1e-5, 1.782695616329), (100, 1e-9, 42.38021172189),
    ])
  func rho(epsilon: Double, delta: Double, rho: Double) throws {
    #expect(agrees(try ZeroConcentrated.rho(epsilon: epsilon, delta: delta), rho, to: 1e-9))
  }

  @Test(
    "Epsilon of rho has its published values at delta 1e-5, 1e-6 and 1e-9",
    arguments: [
      (0.001, [0.1573353932, 0.1828953772, 0.2451192539]),
      (0.01, [0.5457255483, 0.6216926546, 0.8101744679]),
      (0.1, [1.9142388320, 2.1419389284, 2.7154818867]),
      (0.5, [4.7283869849, 5.2215344445, 6.4740700207]),
      (1.0, [7.0771966958, 7.7662166253, 9.5214636718]),
    ])
  func epsilon(rho: Double, epsilons: [Double]) throws {
    for (delta, epsilon) in zip([1e-5, 1e-6, 1e-9], epsilons) {
      let found = try ZeroConcentrated.epsilon(rho: rho, delta: delta)
      #expect(agrees(found, epsilon, to: 1e-9))
      #expect(agrees(try ZeroConcentrated.delta(rho: rho, epsilon: found), delta, to: 1e-9))
    }
  }

  @Test(
    "AIM's first noise and selection have their published values",
    arguments: [
      (14.0, 0.1, 838.16850926, 0.0007953850), (14, 1, 91.16591767, 0.0073126743),
      (14, 10, 10.68115058, 0.0624152484), (9, 1, 73.09534913, 0.0091205073),
      (10, 1, 77.04926320, 0.0086524730),
    ])
  func aim(attributes: Double, epsilon: Double, sigma: Double, selection: Double) throws {
    let round = try ZeroConcentrated.rho(epsilon: epsilon, delta: 1e-9) / (16 * attributes)
    #expect(agrees(ZeroConcentrated.noiseMultiplier(rho: 0.9 * round), sigma, to: 1e-8))
    #expect(agrees(ZeroConcentrated.selectionEpsilon(rho: 0.1 * round), selection, to: 1e-7))
  }

  @Test(
    "MWEM's noise and selection have their published values",
    arguments: [(14.0, 22.79147942, 0.0292506974), (9, 18.27383728, 0.0364820293)])
  func mwem(rounds: Double, sigma: Double, selection: Double) throws {
    let round = try ZeroConcentrated.rho(epsilon: 1, delta: 1e-9) / rounds
    #expect(agrees(ZeroConcentrated.noiseMultiplier(rho: 0.9 * round), sigma, to: 1e-8))
    #expect(agrees(ZeroConcentrated.selectionEpsilon(rho: 0.1 * round), selection, to: 1e-8))
  }

  @Test("The accountant adds up what each mechanism costs, whatever the order")
  func sum() throws {
    let relation = NeighbouringRelation.replaceOne
    let mechanisms: [Mechanism] = [
      .gaussian(noiseMultiplier: 2), .discreteGaussian(sigma: 4, sensitivity: 2),
      .exponential(epsilon: 0.4), .laplace(noiseMultiplier: 5),
      .discreteGaussianVector(sigma: 3, sensitivity: 1.5),
    ]
    let event = try PrivacyEvent(.composed(mechanisms.map { .init($0, count: 2) }), under: relation)
    let expected = 2 * (0.125 + 0.125 + 0.02 + 0.02 + 0.125)
    #expect(agrees(try ZCDPAccountant(event).rho, expected, to: 1e-14))
    let reversed = try PrivacyEvent(
      .composed(mechanisms.reversed().map { .init($0) }), under: relation)
    #expect(agrees(try ZCDPAccountant(reversed, count: 2).rho, expected, to: 1e-14))
  }

  @Test("Sampling is refused by name, and parameters out of range are named")
  func refused() throws {
    let sampled = Mechanism.poissonSampled(probability: 0.1, .gaussian(noiseMultiplier: 1))
    let error = #expect(throws: PrivacyError.self) {
      try ZCDPAccountant(PrivacyEvent(sampled, under: .addOrRemoveOne))
    }
    #expect(error?.description.hasPrefix("the accountant zcdp has no analysis of Poisson") == true)
    for (rho, delta) in [(-1.0, 0.1), (.nan, 0.1), (1, 0), (1, 1), (1, .nan)] {
      #expect(throws: PrivacyError.self) { try ZeroConcentrated.epsilon(rho: rho, delta: delta) }
    }
  }
}
