import Foundation
import Privacy
import Statistics
import Testing

@Suite struct `Discrete Gaussian noise` {
  @Test(
    "Its first samples are those published for the same stream",
    arguments: ["3", "9", "100", "2.342", "41293847", "9999999999999999999999"])
  func published(sigma: String) throws {
    let file = packageRoot().appending(path: "fixtures/privacy/discrete-gaussian-samples.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix(sigma + ":") })
    let expected = line.split(separator: " ").dropFirst().compactMap { Int128($0) }
    var source = NoiseSource.given(
      TurboSHAKE128(message: [0, 0, 0x20] + Array(0..<32), domain: 1), name: "libprio-rs")
    let noise = try DiscreteGaussian(sigma: Fraction(decimal: sigma))
    #expect((0..<49).map { _ in noise.sample(from: &source) } == expected)
    #expect(expected.count == 49)
  }

  @Test("The stream begins as the published one of an empty message")
  func stream() {
    var stream = TurboSHAKE128(message: [], domain: 0x1F)
    #expect(stream.next() == 0xF2AF_8359_1C5F_411E)
  }

  /// Fails by chance once in a million runs of another seed.
  @Test(
    "Its draws have the chances of the distribution", arguments: ["0.3", "1", "1.7", "5.5"])
  func law(sigma: String) throws {
    let noise = try DiscreteGaussian(sigma: Fraction(decimal: sigma))
    var source = NoiseSource.seeded(7, label: "law \(sigma)")
    let statistic = fit(of: noise, draws: 20_000, from: &source)
    #expect(ChiSquared(degreesOfFreedom: statistic.degrees).upperTail(statistic.value) > 1e-6)
  }

  @Test(
    "Its chances add up to 1, and have the closed-form variance where sigma is large",
    arguments: [0.2, 0.39, 0.41, 1, 3, 40])
  func chances(sigma: Double) throws {
    let fraction = try Fraction(roundingUp: sigma, toMultiplesOfOneOver: 1 << 20)
    let noise = try DiscreteGaussian(sigma: fraction)
    let reach = Int(14 * sigma) + 4
    let sum = (-reach...reach).reduce(0) { $0 + noise.probability(of: $1) }
    #expect(agrees(sum, 1, to: 1e-14))
    let square = (-reach...reach).reduce(0) {
      $0 + Double($1 * $1) * noise.probability(of: $1)
    }
    #expect(sigma < 1 || agrees(square, fraction.value * fraction.value, to: 1e-6))
    #expect(square <= fraction.value * fraction.value * (1 + 1e-12))
  }

  @Test("The best guess between neighbouring counts is right with the published chances")
  func bestGuess() throws {
    let one = try DiscreteGaussian(sigma: Fraction(1))
    let wide = try DiscreteGaussian(sigma: Fraction(decimal: "1.7"))
    #expect(agrees(one.bestGuessAccuracy, 0.6995, to: 1e-4))
    #expect(agrees(wide.bestGuessAccuracy, 0.6173, to: 1e-4))
    for sensitivity in 1...5 {
      let noise = try DiscreteGaussian(sigma: Fraction(3), sensitivity: sensitivity)
      let distance = (-60...60).reduce(0.0) {
        $0 + abs(noise.probability(of: $1) - noise.probability(of: $1 - sensitivity)) / 2
      }
      #expect(agrees(noise.bestGuessAccuracy, 0.5 + distance / 2, to: 1e-12))
    }
  }

  @Test("A sigma of 0 or too large and a sensitivity of 0 are refused")
  func range() {
    for (sigma, sensitivity) in [("0", 1), ("1", 0), (String(repeating: "9", count: 40), 1)] {
      let error = #expect(throws: PrivacyError.self) {
        try DiscreteGaussian(sigma: Fraction(decimal: sigma), sensitivity: sensitivity)
      }
      #expect(error?.description.contains("sigma above 0 and below 2^100") == true)
    }
  }
}

/// Pearson's statistic of draws against exact chances, rare numbers taken together.
func fit(
  of noise: some IntegerNoise, draws: Int, from source: inout NoiseSource
) -> (value: Double, degrees: Double) {
  var counts: [Int128: Int] = [:]
  for _ in 0..<draws { counts[noise.sample(from: &source), default: 0] += 1 }
  var (statistic, cells, seen, mass) = (0.0, 0.0, 0, 0.0)
  for number in -2000...2000 {
    let expected = Double(draws) * noise.probability(of: number)
    guard expected >= 20 else { continue }
    let count = counts[Int128(number), default: 0]
    statistic += (Double(count) - expected) * (Double(count) - expected) / expected
    (cells, seen, mass) = (cells + 1, seen + count, mass + expected)
  }
  let (rest, others) = (Double(draws) - mass, Double(draws - seen))
  if rest > 5 {
    statistic += (others - rest) * (others - rest) / rest
    cells += 1
  }
  return (statistic, max(cells - 1, 1))
}
