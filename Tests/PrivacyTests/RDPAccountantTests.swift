import Foundation
import Privacy
import Testing

@Suite struct `The accountant of Rényi divergences` {
  static func accountant(_ mechanism: Mechanism, count: Int = 1) throws -> RDPAccountant {
    try RDPAccountant(PrivacyEvent(mechanism, under: .addOrRemoveOne), count: count)
  }

  /// Integrals of the definition with 30 digits, at orders 1.5, 2, 2.75, 5 and 10.3.
  @Test(
    "Sampled normal noise has the integral of the definition at whole and fractional orders",
    arguments: [
      (
        0.01, 1.0,
        [0.000127253743327, 0.000171813422075, 0.00024093712605, 0.000468667242169, 0.109458352555]
      ),
      (
        0.1, 2,
        [0.00209893459571, 0.00283622826626, 0.0039810735985, 0.0077369684898, 0.0194449214632]
      ),
      (0.5, 0.8, [0.409838860454, 0.664070159422, 1.18317439428, 3.04226371603, 7.27919640594]),
    ])
  func sampled(probability: Double, multiplier: Double, expected: [Double]) throws {
    let accountant = try Self.accountant(
      .poissonSampled(probability: probability, .gaussian(noiseMultiplier: multiplier)))
    for (order, value) in zip([1.5, 2, 2.75, 5, 10.3], expected) {
      #expect(agrees(accountant.divergence(order: order), value, to: 2e-9))
    }
  }

  @Test("Laplace noise has the integral of the definition")
  func laplace() throws {
    let (scale, order) = (1.5, 3.5)
    let (step, reach) = (1e-4, 60.0)
    var integral = 0.0
    for index in 0..<Int(2 * reach / step) {
      let x = -reach + (Double(index) + 0.5) * step
      integral += exp(-(order * abs(x) + (1 - order) * abs(x - 1)) / scale) / (2 * scale) * step
    }
    let found = try Self.accountant(.laplace(noiseMultiplier: scale)).divergence(order: order)
    #expect(agrees(found, log(integral) / (order - 1), to: 1e-6))
  }

  @Test("Epsilon is that of dp-accounting with a dense list of orders")
  func recorded() throws {
    let normal = try Self.accountant(.gaussian(noiseMultiplier: 20), count: 100)
    #expect(agrees(try normal.epsilon(delta: 1e-5), 2.16572167, to: 1e-5))
    #expect(agrees(try normal.epsilon(delta: 1e-9), 3.05812595, to: 1e-5))
    let laplace = try Self.accountant(.laplace(noiseMultiplier: 10), count: 50)
    #expect(agrees(try laplace.epsilon(delta: 1e-9), 4.01133784, to: 1e-5))
    let sampled = try Self.accountant(
      .poissonSampled(probability: 0.01, .gaussian(noiseMultiplier: 1)), count: 1000)
    #expect(agrees(try sampled.epsilon(delta: 1e-5), 2.10135657, to: 3e-5))
  }

  @Test("Normal noise gives what zero-concentrated privacy gives")
  func concentrated() throws {
    for multiplier in [0.5, 3, 40] {
      let accountant = try Self.accountant(.gaussian(noiseMultiplier: multiplier))
      let rho = ZeroConcentrated.rho(noiseMultiplier: multiplier)
      for delta in [1e-3, 1e-9] {
        let epsilon = try ZeroConcentrated.epsilon(rho: rho, delta: delta)
        #expect(agrees(try accountant.epsilon(delta: delta), epsilon, to: 1e-7))
        #expect(agrees(try accountant.delta(epsilon: epsilon), delta, to: 1e-6))
      }
    }
  }

  @Test(
    "It is never below the tight accountant",
    arguments: [
      Mechanism.laplace(noiseMultiplier: 3), .discreteLaplace(scale: 2, sensitivity: 3),
      .discreteGaussian(sigma: 2, sensitivity: 1),
      .poissonSampled(probability: 0.1, .gaussian(noiseMultiplier: 1.5)),
    ])
  func above(mechanism: Mechanism) throws {
    let event = try PrivacyEvent(mechanism, under: .addOrRemoveOne)
    for delta in [1e-3, 1e-6, 1e-10] {
      let tight = try PLDAccountant(event, count: 10).epsilon(delta: delta)
      #expect(try RDPAccountant(event, count: 10).epsilon(delta: delta) > tight * (1 - 1e-5))
    }
  }

  @Test("Sampled Laplace noise is refused by name")
  func refused() {
    let error = #expect(throws: PrivacyError.self) {
      try Self.accountant(.poissonSampled(probability: 0.1, .laplace(noiseMultiplier: 1)))
    }
    #expect(error?.description.contains("rdp has no analysis of Poisson-sampled") == true)
  }
}
