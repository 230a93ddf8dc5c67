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

  /// Within a bin the chance of a place falls by the share bin / 2^24 from place to place.
  ///
  /// So a place lies below the middle by that times the variance of places, in the mean. Weighed by their bins, 50 million draws
  /// tell this from no fall at all.
  @Test("low bits fall off within a bin as the density does, and that is seen, up to 1 in 10,000")
  func lowBits() throws {
    var noise = Array(repeating: Int32(0), count: 80_000)
    var source = BulkNoise.seeded(7, label: "low bits")
    // Twice the distances from the middle, times the bins; and the squares of the bins.
    var (moment, squares) = (0, 0)
    for _ in 0..<625 {
      var span = noise.mutableSpan
      try RoundedGaussian.shared.draw(into: &span, from: &source)
      for draw in noise {
        let magnitude = Int(draw < 0 ? ~draw : draw)
        let (bin, place) = (magnitude >> 8, magnitude & 255)
        moment += bin * (2 * place - 255)
        squares += bin * bin
      }
    }
    let variance = 65_535.0 / 12
    let expected = -Double(squares) * variance * 0x1p-24
    let error = (Double(squares) * variance).squareRoot()
    #expect(abs(Double(moment) / 2 - expected) < 3.9 * error)
    #expect(abs(expected) > 7.8 * error, "without the fall, this test would fail as rarely")
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
