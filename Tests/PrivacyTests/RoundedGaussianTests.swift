import Foundation
import Privacy
import Testing

@Suite("Rounded Gaussian")
struct RoundedGaussianTests {
  private func draws(_ count: Int, seed: UInt64 = 7) throws -> [Int32] {
    var noise = Array(repeating: Int32(0), count: count)
    var span = noise.mutableSpan
    var source = BulkNoise.seeded(seed, label: "rounded")
    try RoundedGaussian.shared.draw(into: &span, from: &source)
    return noise
  }

  /// The chance of a normal number below a bound, in standard deviations.
  private func below(_ bound: Double) -> Double { erfc(-bound / 2.0.squareRoot()) / 2 }

  /// Upper 1e-6 point of chi-square, by Wilson and Hilferty.
  private func bound(_ degrees: Int) -> Double {
    let d = Double(degrees)
    return d * pow(1 - 2 / (9 * d) + 4.7534 * (2 / (9 * d)).squareRoot(), 3)
  }

  @Test(
    "draws fall into intervals as the normal distribution does, up to 1 in 1,000,000",
    arguments: [4.0, 32, 250])
  func intervals(perDeviation: Double) throws {
    let draws = try draws(400_000)
    let reach = Int(3 * perDeviation)
    var counts = Array(repeating: 0.0, count: 2 * reach + 2)
    for draw in draws {
      let place = (Double(draw) / RoundedGaussian.deviation * perDeviation).rounded(.down)
      counts[min(max(Int(place), -reach - 1), reach) + reach + 1] += 1
    }
    var statistic = 0.0
    for place in counts.indices {
      let low = place == 0 ? 0 : below(Double(place - reach - 1) / perDeviation)
      let high = place == counts.count - 1 ? 1 : below(Double(place - reach) / perDeviation)
      let expected = (high - low) * Double(draws.count)
      statistic += (counts[place] - expected) * (counts[place] - expected) / expected
    }
    #expect(statistic < bound(counts.count - 1))
  }

  @Test("low bits fall off within a bin as the density does, up to 1 in 1,000,000")
  func lowBits() throws {
    // Within a bin of 256 the density falls by the share (bin + 1/2) / 256^2 or so from place to place: in the mean over
    // bins, by E|z| / 256 from one end to the other.
    let draws = try draws(2_000_000)
    let places = draws.map { Double(($0 < 0 ? ~$0 : $0) & 255) - 127.5 }
    let mean = places.reduce(0, +) / Double(places.count)
    let slope = (2 / Double.pi).squareRoot() / 65_536
    let expected = -slope * (65_536.0 - 1) / 12
    let error = (65_535.0 / 12 / Double(places.count)).squareRoot()
    #expect(abs(mean - expected) < 4.9 * error)
    #expect(abs(expected) > 1.2 * error, "the test sees whether the fall is there")
  }

  @Test("positive and negative draws are complements of each other as often")
  func signs() throws {
    let draws = try draws(1_000_000)
    let negative = draws.count { $0 < 0 }
    #expect(abs(Double(negative) - 500_000) < 4.9 * 500)
  }

  @Test("the secure stream does not repeat, the seeded one does")
  func origins() throws {
    #expect(try draws(64) == draws(64))
    var noise = [Array(repeating: Int32(0), count: 64), Array(repeating: Int32(0), count: 64)]
    for place in noise.indices {
      var source = BulkNoise.secure
      #expect(source.origin == .secure)
      var span = noise[place].mutableSpan
      try RoundedGaussian.shared.draw(into: &span, from: &source)
    }
    #expect(noise[0] != noise[1])
  }
}
