import Attacks
import Auditing
import Foundation
import Tensors

/// The time of the robust attack as published, record by population point, beside numpy.
struct RMIABenchmark: Benchmark {
  private static let (modelCount, recordCount, populationCount, calls) = (64, 20_000, 2000, 5)
  private static let slope = 0.3

  var name: String { "RMIA, 64 x 20,000 x 2,000" }

  private struct Load: Encodable {
    var operation = "load"
    let folder: String
    let models: Int
    let records: Int
    let population: Int
    let slope: Double
  }
  private struct AskScores: Encodable { var operation = "scores" }
  private struct PeerScores: Decodable { let scores: [Double] }

  func measure(under conditions: Conditions) async throws -> Claim {
    let bank = SyntheticBank(
      modelCount: Self.modelCount, recordCount: Self.recordCount,
      populationCount: Self.populationCount)
    let matrices = bank.matrices([.loss])
    let attack = try attack("rmia-offline", "a: \(Self.slope)")
    try bank.write(to: conditions.folder)
    let peer = try conditions.peers.start("numpy_rmia.py")
    defer { peer?.child.end() }
    _ = try peer?.child.ask(
      Load(
        folder: conditions.folder, models: Self.modelCount, records: Self.recordCount,
        population: Self.populationCount, slope: Self.slope), Done.self)
    let losses = matrices[.loss]?.scalars ?? []
    let timing = try await PairedTiming(
      repetitions: conditions.repetitions, peer: peer?.child, calls: 1,
      own: {
        let signals = try (0..<Self.calls).map { _ in try bank.signals(matrices) }
        return try seconds { for own in signals { _ = try attack.scores(for: own) } }
          / Double(Self.calls)
      },
      limit: {
        seconds {
          passOver(losses.span)
          passOver(bank.included.span)
        }
      })
    let difference = try peer.map {
      try Self.difference(
        attack.scores(for: bank.signals(matrices)),
        $0.child.ask(AskScores(), PeerScores.self).scores)
    }
    return timing.claim(
      name, Threshold(most: 50),
      [
        "each call has a bank of its own, of which nothing is known yet",
        "limit: one sum over the bank and its inclusion bytes, one thread",
      ]
        + (difference.map {
          [
            "peer: \(peer?.versions ?? ""), all pairs; scores differ by \(String(format: "%.1e", $0)) at most"
          ]
        } ?? []))
  }

  /// Ratios that are equal but for rounding may count on either side.
  private static func difference(_ scores: [Double], _ others: [Double]) throws -> Double {
    let difference = zip(scores, others).map { abs($0 - $1) }.max() ?? .infinity
    guard scores.count == others.count && difference < 1.5 / Double(populationCount) else {
      throw BenchmarksError("our scores differ from the peer's by \(difference); compare formulas")
    }
    return difference
  }
}
