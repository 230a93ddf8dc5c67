import Metrics
import Testing

@Suite struct `The integral of singling out` {
  @Test(
    "The integral has the published values",
    arguments: [(100, 0.0, 0.01, 0.00265282), (1000, 0, 1, 0.000999001)])
  func integral(size: Int, low: Double, high: Double, expected: Double) {
    #expect(abs(singlingOutIntegral(size, from: low, to: high) - expected) < 5e-9)
  }

  @Test(
    "Its ratios at all weights are the factors that Anonymeter 1.1.0 applies to a hold-out's count",
    arguments: [
      (16_281, 32_561, 0.5000307106), (16_276, 32_537, 0.5002458664), (500, 400, 1.2493765586),
      (2000, 1000, 1.9990009990), (1500, 3000, 0.5001666111),
    ])
  func factors(holdOut: Int, members: Int, factor: Double) {
    let ratio = singlingOutIntegral(members, to: 1) / singlingOutIntegral(holdOut, to: 1)
    #expect(abs(ratio - factor) < 1e-6)
  }
}
