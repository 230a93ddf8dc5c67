import Benchmarks
import Testing

struct ClaimTests {
  private func claim(
    ours: Double, peer: Double?, _ threshold: Threshold, in quantity: Quantity = .samplesPerSecond
  ) -> Claim {
    Claim(
      name: "a claim", quantity: quantity,
      measured: Measured(
        ours: Repetitions([ours]), peer: peer.map { Repetitions([$0]) }, limit: 100),
      threshold: threshold, remarks: [])
  }

  @Test("a threshold that is reached exactly is met")
  func exactly() {
    let asked = Threshold(advantage: 2, share: 0.9, most: 90)
    #expect(claim(ours: 90, peer: 45, asked).misses == [])
  }

  @Test("each part of the threshold is missed on its own")
  func parts() {
    let asked = Threshold(advantage: 2, share: 0.9, most: 95)
    #expect(claim(ours: 92, peer: 50, asked).misses == ["ratio"])
    #expect(claim(ours: 80, peer: 40, asked).misses == ["limit"])
    #expect(claim(ours: 96, peer: 40, asked).misses == ["size"])
    #expect(claim(ours: 10, peer: 40, asked).misses == ["ratio", "limit"])
    #expect(claim(ours: 9, peer: nil, Threshold(least: 10)).misses == ["rate"])
    #expect(claim(ours: 10, peer: nil, Threshold(least: 10)).misses == [])
  }

  @Test("without a peer a ratio is neither met nor missed, and the rest still counts")
  func noPeer() {
    #expect(claim(ours: 10, peer: nil, Threshold(advantage: 2, share: 0.9)).misses == nil)
    #expect(claim(ours: 10, peer: nil, Threshold(share: 0.9)).misses == ["limit"])
  }

  @Test("the share of a limit is that of the smaller where less is better")
  func share() {
    #expect(claim(ours: 200, peer: nil, Threshold(), in: .mebibytes).share == 0.5)
    #expect(claim(ours: 50, peer: nil, Threshold()).share == 0.5)
  }

  @Test(
    "with a limit in each repetition, the share is the median of the shares, not that of the medians",
    arguments: [(Quantity.samplesPerSecond, 0.9), (.mebibytes, 1 / 0.9)])
  func pairedLimits(quantity: Quantity, share: Double) {
    // The medians of both are 50; the shares are 0.9, 0.8 and 1.25.
    let measured = Measured(
      ours: Repetitions([90, 40, 50]), peer: nil, limits: Repetitions([100, 50, 40]))
    func claim(_ least: Double) -> Claim {
      Claim(
        name: "a claim", quantity: quantity, measured: measured,
        threshold: Threshold(share: least), remarks: [])
    }
    #expect(measured.limit == 50)
    #expect(abs(claim(0).share - share) < 1e-12)
    #expect(claim(share - 1e-9).misses == [] && claim(share + 1e-9).misses == ["limit"])
  }
}
