import Foundation
import PrivacyBounds
import Statistics
import Testing

@Suite struct `A Gaussian trade-off` {
  /// An ε solved with 80 digits.
  struct Point: Sendable {
    let mu: Double
    let delta: Double
    let epsilon: Double
    init(_ mu: Double, _ delta: Double, _ epsilon: Double) {
      (self.mu, self.delta, self.epsilon) = (mu, delta, epsilon)
    }
  }

  @Test(
    "Epsilon at delta 1e-5 and delta at epsilon 1 have their published values",
    arguments: [
      (0.5, 1.99309, 0.0068296), (1, 4.37718, 0.1269367), (2, 9.99726, 0.5098617),
      (3, 16.67549, 0.7876007),
    ])
  func published(mu: Double, epsilon: Double, delta: Double) throws {
    let tradeOff = try GaussianTradeOff(mu: mu)
    #expect(try agrees(tradeOff.epsilon(delta: 1e-5), epsilon, to: 5e-6))
    #expect(agrees(tradeOff.delta(epsilon: 1), delta, to: 5e-8))
  }

  @Test(
    "Epsilon keeps nine digits from mu 1e-6 to 1e6 and delta down to 1e-12",
    arguments: [
      Point(1e-6, 1e-12, 4.42489275908948e-6), Point(1e-3, 1e-12, 0.00569954646842628),
      Point(1e-3, 1e-5, 0.00193872496986011), Point(0.01, 1e-12, 0.0607522106297862),
      Point(0.5, 1e-12, 3.44905215048281), Point(0.5, 1e-5, 1.99309140441512),
      Point(0.5, 0.1, 0.286496101756826), Point(1, 1e-12, 7.23849442017886),
      Point(3, 1e-12, 25.0896273626774), Point(3, 0.1, 7.52443606884858),
      Point(10, 1e-12, 119.588408712313), Point(50, 1e-12, 1600.78865830558),
      Point(50, 1e-5, 1462.28501596478), Point(1000, 1e-12, 507033.487326462),
      Point(1000, 0.1, 501280.552206106), Point(1e6, 1e-5, 500004264889.794),
    ])
  func digits(point: Point) throws {
    let epsilon = try GaussianTradeOff(mu: point.mu).epsilon(delta: point.delta)
    #expect(agrees(epsilon, point.epsilon, to: 1e-9 * point.epsilon))
  }

  @Test("A delta above the total variation needs no epsilon")
  func zero() throws {
    #expect(try GaussianTradeOff(mu: 0).epsilon(delta: 1e-12) == 0)
    #expect(try GaussianTradeOff(mu: 1e-6).epsilon(delta: 1e-5) == 0)
    #expect(try GaussianTradeOff(mu: 0.01).epsilon(delta: 0.1) == 0)
  }

  @Test("Delta agrees with the integral of the density of one above e^epsilon times the other's")
  func slow() throws {
    let step = 1e-4
    for (mu, epsilon) in [(0.5, 0.0), (1, 1), (2, 3), (3, 10)] {
      var integral = 0.0
      for index in -80_000..<200_000 {
        let x = (Double(index) + 0.5) * step
        let (p, q) = (exp(-(x - mu) * (x - mu) / 2), exp(-x * x / 2))
        integral += max(0, p - exp(epsilon) * q) * step / (2 * Double.pi).squareRoot()
      }
      #expect(agrees(try GaussianTradeOff(mu: mu).delta(epsilon: epsilon), integral, to: 1e-8))
    }
  }

  @Test("Epsilon rises with mu and falls with delta")
  func monotone() throws {
    for mu in [0.1, 0.5, 2, 8, 30] {
      for delta in [1e-12, 1e-6, 1e-2] {
        let epsilon = try GaussianTradeOff(mu: mu).epsilon(delta: delta)
        #expect(try epsilon < GaussianTradeOff(mu: mu * 1.01).epsilon(delta: delta))
        #expect(try epsilon > GaussianTradeOff(mu: mu).epsilon(delta: delta * 1.1))
      }
    }
  }

  @Test("No delta, a delta of 1 and a mu out of range are refused")
  func range() throws {
    let tradeOff = try GaussianTradeOff(mu: 1)
    let none = refusal { _ = try tradeOff.epsilon(delta: 0) }
    #expect(none?.hasPrefix("a Gaussian trade-off has no finite epsilon at delta 0") == true)
    #expect(refusal { _ = try tradeOff.epsilon(delta: 1) } != nil)
    for mu in [-1, 2e6, .nan, .infinity] {
      #expect(refusal { _ = try GaussianTradeOff(mu: mu) } != nil)
    }
  }
}
