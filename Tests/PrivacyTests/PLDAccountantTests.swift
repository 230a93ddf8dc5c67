import Foundation
import Privacy
import Statistics
import Testing

@Suite struct `The accountant of privacy loss distributions` {
  typealias Uses = [(Mechanism, Int)]

  /// The events of the lines of the recorded file, in its order.
  static let lines: [Uses] = [
    [(.gaussian(noiseMultiplier: 5), 1)], [(.gaussian(noiseMultiplier: 20), 100)],
    [(.laplace(noiseMultiplier: 2), 1)], [(.laplace(noiseMultiplier: 10), 50)],
    [(.discreteLaplace(scale: 2, sensitivity: 1), 20)],
    [(.discreteLaplace(scale: 4, sensitivity: 3), 20)],
    [(.discreteGaussian(sigma: 3, sensitivity: 1), 10)],
    [(.discreteGaussian(sigma: 1, sensitivity: 2), 3)],
    [(.poissonSampled(probability: 0.01, .gaussian(noiseMultiplier: 1)), 1)],
    [(.poissonSampled(probability: 0.01, .gaussian(noiseMultiplier: 1)), 1000)],
    [(.poissonSampled(probability: 0.01, .gaussian(noiseMultiplier: 1)), 10_000)],
    [(.poissonSampled(probability: 0.1, .gaussian(noiseMultiplier: 2)), 100)],
    [(.poissonSampled(probability: 0.05, .laplace(noiseMultiplier: 1)), 200)],
    [
      (.gaussian(noiseMultiplier: 10), 20), (.laplace(noiseMultiplier: 8), 10),
      (.poissonSampled(probability: 0.02, .gaussian(noiseMultiplier: 1.5)), 300),
    ],
  ]

  static func accountant(_ uses: Uses) throws -> PLDAccountant {
    var events = ComposedEvents(under: .addOrRemoveOne)
    for (mechanism, count) in uses {
      try events.compose(PrivacyEvent(mechanism, under: .addOrRemoveOne), count: count)
    }
    return try PLDAccountant(events)
  }

  @Test("Epsilon and delta are those of dp-accounting", arguments: lines.indices)
  func recorded(line: Int) throws {
    let file = packageRoot().appending(path: "fixtures/privacy/dp-accounting.txt")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
    try #require(rows.count == Self.lines.count)
    let columns = rows[line].split(separator: "|").map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    let accountant = try Self.accountant(Self.lines[line])
    // The slow ones are asked one question of each kind.
    let isSlow = [8, 9, 10, 13].contains(line)
    for (delta, epsilon) in zip([1e-5, 1e-9], columns[1]) where !isSlow || delta < 1e-6 {
      #expect(agrees(try accountant.epsilon(delta: delta), epsilon, to: 3e-5))
    }
    // The peer's deltas below 1e-13 are the rounding of its transform.
    for (epsilon, delta) in zip([0.5, 1, 2], columns[2])
    where delta > 1e-13 && (!isSlow || epsilon == 1) {
      #expect(agrees(try accountant.delta(epsilon: epsilon), delta, to: 3e-4))
    }
  }

  @Test("Composed pure losses are binomial to nine digits down to a delta of 1e-14")
  func binomial() throws {
    let (uses, scale) = (400, 10.0)
    let accountant = try Self.accountant([
      (.discreteLaplace(scale: scale, sensitivity: 1), uses)
    ])
    let chance = 1 / (1 + exp(-1 / scale))
    for epsilon in [1.03, 6, 12.5, 18.03] {
      var (exact, logBinomial) = (0.0, 0.0)
      for successes in 0...uses {
        let loss = Double(2 * successes - uses) / scale
        let logMass =
          logBinomial + Double(successes) * log(chance)
          + Double(uses - successes) * log1p(-chance)
        if loss > epsilon { exact += exp(logMass) * -expm1(epsilon - loss) }
        logBinomial += log(Double(uses - successes)) - log(Double(successes + 1))
      }
      #expect(agrees(try accountant.delta(epsilon: epsilon), exact, to: 1e-9))
      #expect(agrees(try accountant.epsilon(delta: exact), epsilon, to: 1e-9))
    }
    #expect(try accountant.delta(epsilon: 18.03) < 1e-14)
  }

  @Test("One sampled normal release has its closed form, never less, down to 1e-18")
  func sampledOnce() throws {
    let (q, sigma) = (0.05, 1.2)
    let accountant = try Self.accountant([
      (.poissonSampled(probability: q, .gaussian(noiseMultiplier: sigma)), 1)
    ])
    for epsilon in [0.1, 2.5, 4.5] {
      // The outcome from which on the loss exceeds epsilon.
      let place = sigma * sigma * log((exp(epsilon) - 1 + q) / q) + 0.5
      let without = Normal.standard.upperTail(place / sigma)
      let with = Normal.standard.upperTail((place - 1) / sigma)
      let exact = q * with + (1 - q) * without - exp(epsilon) * without
      let delta = try accountant.delta(epsilon: epsilon)
      #expect(agrees(delta, exact, to: 3e-4))
      #expect(delta >= exact * (1 - 1e-9))
    }
  }

  @Test("The grid's answer for normal noise is the closed form, and never below")
  func grid() throws {
    let normal = try Self.accountant([(.gaussian(noiseMultiplier: 0.7), 1)])
    // Noise so wide that it hardly counts, yet is no normal noise.
    let mixed = try Self.accountant([
      (.gaussian(noiseMultiplier: 0.7), 1), (.discreteLaplace(scale: 1e9, sensitivity: 1), 1),
    ])
    for delta in [0.1, 1e-3, 1e-6, 1e-12, 1e-18] {
      let exact = try normal.epsilon(delta: delta)
      let epsilon = try mixed.epsilon(delta: delta)
      #expect(agrees(epsilon, exact, to: 5e-5))
      #expect(epsilon >= exact * (1 - 1e-9))
    }
  }

  @Test(
    "One normal release has the published epsilon of its zero-concentrated privacy",
    arguments: [
      (0.1, 1e-6, 1.994527), (0.1, 1e-9, 2.582873), (1, 1e-6, 7.286081), (1, 1e-9, 9.092558),
    ])
  func normal(rho: Double, delta: Double, epsilon: Double) throws {
    let multiplier = ZeroConcentrated.noiseMultiplier(rho: rho)
    let accountant = try Self.accountant([(.gaussian(noiseMultiplier: multiplier), 1)])
    #expect(agrees(try accountant.epsilon(delta: delta), epsilon, to: 1e-6))
  }

  @Test("Epsilon and delta undo one another")
  func inverse() throws {
    for line in [3, 6, 11] {
      let accountant = try Self.accountant(Self.lines[line])
      for delta in [1e-3, 1e-12] {
        let epsilon = try accountant.epsilon(delta: delta)
        #expect(agrees(try accountant.delta(epsilon: epsilon), delta, to: 1e-6))
      }
    }
  }

  @Test("One selection has the greatest delta of all coins of its range")
  func selection() throws {
    let range = 1.5
    let accountant = try Self.accountant([(.exponential(epsilon: range), 1)])
    for epsilon in [0.0, 0.3, 0.9, 1.4] {
      let greatest = (0...1000).reduce(0.0) { greatest, step in
        let t = epsilon + (range - epsilon) * Double(step) / 1000
        let chance = expm1(-(range - t)) / expm1(-range)
        return max(greatest, chance * -expm1(epsilon - t))
      }
      let delta = try accountant.delta(epsilon: epsilon)
      #expect(agrees(delta, greatest, to: 1e-4) && delta >= greatest * (1 - 1e-9))
    }
  }

  @Test("Losses whose odds exceed the greatest number are bounded, not lost")
  func hugeLosses() throws {
    // The number 0 is released almost surely, and has odds of e^1250.
    let discrete = try Self.accountant([(.discreteGaussian(sigma: 0.02, sensitivity: 1), 1)])
    #expect(abs(try discrete.epsilon(delta: 1e-5) - 1250) < 5)
    let normal = Mechanism.gaussian(noiseMultiplier: 0.02)
    let sampled = Mechanism.poissonSampled(probability: 0.5, normal)
    let epsilon = try Self.accountant([(normal, 1)]).epsilon(delta: 1e-5)
    #expect(abs(try Self.accountant([(sampled, 1)]).epsilon(delta: 1e-5) - epsilon) < 15)
  }

  @Test("Nothing learnt is perfectly private, and a sample of nobody is nothing")
  func nothing() throws {
    #expect(try Self.accountant([]).epsilon(delta: 1e-9) == 0)
    let nobody = Mechanism.poissonSampled(probability: 0, .gaussian(noiseMultiplier: 1))
    #expect(try Self.accountant([(nobody, 5)]).delta(epsilon: 0) == 0)
  }

  @Test("A vector of discrete noise, a sampled composition and an unresolvable delta are refused")
  func refused() throws {
    for mechanism in [
      Mechanism.discreteGaussianVector(sigma: 1, sensitivity: 1),
      .discreteGaussian(sigma: 1e6, sensitivity: 1),
      .poissonSampled(probability: 0.5, .composed([.init(.gaussian(noiseMultiplier: 1))])),
    ] {
      let error = #expect(throws: PrivacyError.self) { try Self.accountant([(mechanism, 1)]) }
      #expect(error?.description.contains("pld has no analysis of \(mechanism)") == true)
    }
    let error = #expect(throws: PrivacyError.self) {
      try Self.accountant([(.laplace(noiseMultiplier: 1), 1)]).epsilon(delta: 1e-40)
    }
    #expect(error?.description.contains("cannot resolve a delta of 1e-40") == true)
  }
}
