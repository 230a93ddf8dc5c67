import Foundation
import Privacy

/// The speed of exact discrete Gaussian noise from the secure generator, beside OpenDP.
struct NoiseBenchmark: Benchmark {
  private static let draws = 50_000

  let sigma: Int

  var name: String { "discrete Gaussian, sigma \(sigma)" }

  private struct Ask: Encodable {
    var operation = "noise"
    let sigma: Double
    let draws: Int
  }
  private struct Time: Decodable { let seconds: Double }

  func measure(under conditions: Conditions) async throws -> Claim {
    let noise = try DiscreteGaussian(sigma: Fraction(UInt64(sigma)))
    let zeros = [Int](repeating: 0, count: Self.draws)
    let peer = try conditions.peers.start("privacy_peers.py")
    defer { peer?.child.end() }
    var (ours, theirs, words): ([Double], [Double], [Double]) = ([], [], [])
    for repetition in 0...conditions.repetitions {
      var source = NoiseSource.secure
      let own = try seconds { _ = try noise.add(to: zeros, from: &source) }
      let pass = seconds { Self.drawWords() }
      let time = try peer?.child.ask(Ask(sigma: Double(sigma), draws: Self.draws), Time.self)
      guard repetition > 0 else { continue }
      ours.append(Double(Self.draws) / own)
      words.append(Double(Self.draws) / pass)
      if let time { theirs.append(Double(Self.draws) / time.seconds) }
    }
    return Claim(
      name: name, quantity: .samplesPerSecond,
      measured: Measured(
        ours: Repetitions(ours), peer: theirs.isEmpty ? nil : Repetitions(theirs),
        limit: Repetitions(words).median),
      threshold: Threshold(advantage: 1),
      remarks: [
        "limit: one call of the system's secure generator for each draw",
        "peer: \(peer?.versions ?? "not installed"), make_gaussian on a vector of integers",
      ])
  }

  private static func drawWords() {
    var generator = SystemRandomNumberGenerator()
    var parity: UInt64 = 0
    for _ in 0..<draws { parity ^= generator.next() }
    withExtendedLifetime(parity) {}
  }
}

/// The time to account for 10,000 steps of sampled Gaussian noise, beside dp-accounting.
struct AccountantBenchmark: Benchmark {
  private static let (probability, multiplier, steps, delta) = (0.01, 1.0, 10_000, 1e-5)

  var name: String { "privacy loss of 10,000 steps" }

  private struct Ask: Encodable {
    var operation = "account"
    let probability: Double
    let multiplier: Double
    let steps: Int
    let delta: Double
  }
  private struct Answer: Decodable {
    let seconds: Double
    let epsilon: Double
  }

  func measure(under conditions: Conditions) async throws -> Claim {
    let peer = try conditions.peers.start("privacy_peers.py")
    defer { peer?.child.end() }
    let ask = Ask(
      probability: Self.probability, multiplier: Self.multiplier, steps: Self.steps,
      delta: Self.delta)
    var (ours, theirs, epsilon): ([Double], [Double], Double) = ([], [], 0)
    for repetition in 0...conditions.repetitions {
      let own = try seconds { epsilon = try Self.epsilon() }
      let answer = try peer?.child.ask(ask, Answer.self)
      if let answer, abs(answer.epsilon - epsilon) > 1e-3 * epsilon {
        throw BenchmarksError(
          "our epsilon is \(epsilon), the peer's \(answer.epsilon); compare the events")
      }
      guard repetition > 0 else { continue }
      ours.append(1e3 * own)
      if let answer { theirs.append(1e3 * answer.seconds) }
    }
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(
        ours: Repetitions(ours), peer: theirs.isEmpty ? nil : Repetitions(theirs),
        limit: Repetitions(ours).median),
      threshold: Threshold(advantage: 1),
      remarks: [
        "both directions, epsilon \(epsilon) at delta \(Self.delta); no limit is known, so ours stands there",
        "peer: \(peer?.versions ?? "not installed"), its default grid of 1e-4",
      ])
  }

  private static func epsilon() throws -> Double {
    let step = Mechanism.poissonSampled(
      probability: probability, .gaussian(noiseMultiplier: multiplier))
    let event = try PrivacyEvent(step, under: .addOrRemoveOne)
    return try PLDAccountant(event, count: steps).epsilon(delta: delta)
  }
}
