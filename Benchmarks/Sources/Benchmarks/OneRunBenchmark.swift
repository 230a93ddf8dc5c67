import Foundation
import PrivacyBounds
import Statistics

/// The time of a bound on epsilon from the canaries of one run, beside the published procedures in scipy.
struct OneRunBenchmark: Benchmark {
  /// What is assumed of the mechanism.
  enum Form: String, Sendable {
    /// Nothing but epsilon and delta.
    case pure = "one-run epsilon"
    /// A Gaussian trade-off.
    case gaussian = "one-run f-DP epsilon"
  }

  let form: Form
  private static let (canaryCount, side, delta) = (20_000, 5000, 1e-5)

  var name: String { "\(form.rawValue), 20,000 canaries" }
  private var most: Double { form == .pure ? 10 : 50 }

  private struct Load: Encodable {
    var operation = "load"
    let folder: String
    let form: String
    let side: Int
    let delta: Double
  }
  private struct Ask: Encodable { var operation = "values" }
  private struct Values: Decodable { let epsilon: Double }

  func measure(under conditions: Conditions) async throws -> Claim {
    let canaries = try Self.canaries()
    try Data(canaries.scores.flatMap { SyntheticBank.bytes($0.bitPattern) })
      .write(to: URL(filePath: "\(conditions.folder)/canaries"))
    try Data(canaries.included.map { $0 ? 1 : 0 })
      .write(to: URL(filePath: "\(conditions.folder)/included"))
    let peer = try conditions.peers.start("scipy_one_run.py")
    defer { peer?.child.end() }
    _ = try peer?.child.ask(
      Load(
        folder: conditions.folder, form: "\(form)", side: Self.side, delta: Self.delta), Done.self)
    let calls = 5
    let timing = try await PairedTiming(
      repetitions: conditions.repetitions, peer: peer?.child, calls: 1,
      own: {
        try seconds { for _ in 0..<calls { _ = try epsilon(canaries) } } / Double(calls)
      },
      limit: {
        seconds {
          passOver(canaries.scores.span)
          passOver(canaries.included.span)
        }
      })
    let own = try epsilon(canaries)
    var remarks = ["epsilon \(own); limit: one sum over the scores and the coins"]
    if let peer {
      let other = try peer.child.ask(Ask(), Values.self).epsilon
      guard abs(own - other) < 1e-6 else {
        throw BenchmarksError("our epsilon is \(own) and the peer's \(other); compare formulas")
      }
      remarks.append("peer: \(peer.versions); bounds differ by \(abs(own - other))")
    }
    return timing.claim(name, Threshold(most: most), remarks)
  }

  private func epsilon(_ canaries: CanaryScores) throws -> Double {
    let counts = try canaries.guess(GuessCut(members: Self.side, nonMembers: Self.side))
    let level = try AuditLevel(delta: Self.delta, significance: 0.05)
    let bound: EpsilonBound =
      switch form {
      case .pure: try OneRunEpsilon.bound(counts, level: level)
      case .gaussian: try OneRunGaussianEpsilon.bound(counts, level: level)
      }
    return bound.epsilon
  }

  private static func canaries() throws -> CanaryScores {
    var generator = SeededGenerator(seed: 1, label: "canaries")
    let included = (0..<canaryCount).map { _ in generator.bernoulli(0.5) }
    return try CanaryScores(
      scores: included.map { generator.normal() + ($0 ? 1 : 0) }, included: included,
      inclusion: .independentCoins)
  }
}
