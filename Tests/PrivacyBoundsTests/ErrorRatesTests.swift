import PrivacyBounds
import Testing

@Suite struct `A pair of error rates` {
  @Test("FPR 0.1 and FNR 0.3 at delta 1e-5 need an epsilon of 1.945896")
  func epsilon() throws {
    let rates = try ErrorRates(falsePositive: 0.1, falseNegative: 0.3)
    #expect(agrees(rates.epsilon(delta: 1e-5), 1.945896, to: 5e-7))
  }

  @Test("Swapping the rates changes neither epsilon nor mu")
  func symmetry() throws {
    let rates = try ErrorRates(falsePositive: 0.02, falseNegative: 0.4)
    let swapped = try ErrorRates(falsePositive: 0.4, falseNegative: 0.02)
    #expect(rates.epsilon(delta: 1e-3) == swapped.epsilon(delta: 1e-3))
    #expect(rates.mu == swapped.mu)
  }

  @Test(
    "The distance of the Gaussian trade-off through the rates has its published value",
    arguments: [(0.01, 0.5, 2.326348), (0.001, 0.9, 1.808681), (0.1, 0.1, 2.563103)])
  func mu(falsePositive: Double, falseNegative: Double, mu: Double) throws {
    let rates = try ErrorRates(falsePositive: falsePositive, falseNegative: falseNegative)
    #expect(agrees(rates.mu, mu, to: 5e-7))
  }

  @Test(
    "A test no better than guessing bounds nothing",
    arguments: [(0.5, 0.5), (0.9, 0.9), (1, 0.001), (0.001, 1), (1, 1)])
  func guessing(falsePositive: Double, falseNegative: Double) throws {
    let rates = try ErrorRates(falsePositive: falsePositive, falseNegative: falseNegative)
    #expect(rates.mu == 0)
    #expect(rates.epsilon(delta: 0.001) == 0)
  }

  @Test("A rate of 0, above 1 or NaN is refused", arguments: [0, -0.1, 1.1, .nan])
  func range(rate: Double) {
    let positive = refusal { _ = try ErrorRates(falsePositive: rate, falseNegative: 0.5) }
    let negative = refusal { _ = try ErrorRates(falsePositive: 0.5, falseNegative: rate) }
    #expect(positive?.hasPrefix("the false positive rate is \(rate)") == true)
    #expect(negative?.hasPrefix("the false negative rate is \(rate)") == true)
  }
}
