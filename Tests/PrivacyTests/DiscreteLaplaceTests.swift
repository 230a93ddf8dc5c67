import Foundation
import Privacy
import Statistics
import Testing

@Suite struct `Discrete Laplace noise` {
  /// Fails by chance once in a million runs of another seed.
  @Test(
    "Its draws have the chances of the distribution",
    arguments: ["0.4", "1", "3.7", "12.0000000000000000000001"])
  func law(scale: String) throws {
    let noise = try DiscreteLaplace(scale: Fraction(decimal: scale))
    var source = NoiseSource.seeded(3, label: "law \(scale)")
    let statistic = fit(of: noise, draws: 20_000, from: &source)
    #expect(ChiSquared(degreesOfFreedom: statistic.degrees).upperTail(statistic.value) > 1e-6)
  }

  @Test("Its chances add up to 1", arguments: ["0.4", "1", "30"])
  func chances(scale: String) throws {
    let noise = try DiscreteLaplace(scale: Fraction(decimal: scale))
    let sum = (-2000...2000).reduce(0) { $0 + noise.probability(of: $1) }
    #expect(agrees(sum, 1, to: 1e-12))
  }

  @Test("One release is private with the sensitivity over the scale, and no less")
  func claim() throws {
    let noise = try DiscreteLaplace(scale: Fraction(decimal: "2.5"), sensitivity: 2)
    let accountant = try PLDAccountant(noise.event(under: .addOrRemoveOne))
    #expect(try accountant.delta(epsilon: 0.8) < 1e-15)
    #expect(try accountant.delta(epsilon: 0.79) > 1e-3)
  }

  @Test("A scale of 0 is refused")
  func range() {
    let error = #expect(throws: PrivacyError.self) { try DiscreteLaplace(scale: Fraction(0)) }
    #expect(error?.description.hasPrefix("discrete Laplace noise of scale 0") == true)
  }
}
