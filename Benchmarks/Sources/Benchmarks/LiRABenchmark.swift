import Attacks
import Auditing
import Foundation
import Statistics
import Tensors

/// The time of the online likelihood-ratio attack, beside numpy.
struct LiRABenchmark: Benchmark {
  private static let (modelCount, recordCount, calls) = (64, 20_000, 10)

  var name: String { "LiRA online, 64 x 20,000" }

  private struct Load: Encodable {
    var operation = "load"
    let folder: String
    let models: Int
    let records: Int
  }
  private struct Score: Encodable {
    var operation = "score"
    let calls: Int
  }
  private struct Time: Decodable { let seconds: Double }
  private struct AskScores: Encodable { var operation = "scores" }
  private struct PeerScores: Decodable { let scores: [Double] }

  func measure(under conditions: Conditions) async throws -> Claim {
    let bank = SyntheticBank(modelCount: Self.modelCount, recordCount: Self.recordCount)
    let attack = try attack("lira-online")
    let peer = try Self.peer(conditions, bank)
    defer { peer?.child.end() }
    var (ours, theirs, passes): ([Double], [Double], [Double]) = ([], [], [])
    for repetition in 0...conditions.repetitions {
      let own = try Self.milliseconds {
        _ = try attack.scores(for: bank.signals([.scaledConfidence]))
      }
      let pass = Self.milliseconds { Self.sum(bank) }
      let time = try peer?.child.ask(Score(calls: Self.calls), Time.self)
      guard repetition > 0 else { continue }
      ours.append(own)
      passes.append(pass)
      if let time { theirs.append(1e3 * time.seconds) }
    }
    let difference = try peer.map {
      try Self.difference(
        attack.scores(for: bank.signals([.scaledConfidence])),
        $0.child.ask(AskScores(), PeerScores.self).scores)
    }
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(
        ours: Repetitions(ours), peer: theirs.isEmpty ? nil : Repetitions(theirs),
        limit: median(passes)),
      threshold: Threshold(most: 20), remarks: Self.remarks(difference, peer?.versions))
  }

  /// The mean time of several calls in a row.
  private static func milliseconds(_ call: () throws -> Void) rethrows -> Double {
    1e3 / Double(calls) * (try seconds { for _ in 0..<calls { try call() } })
  }

  private static func remarks(_ difference: Double?, _ versions: String?) -> [String] {
    var remarks = [
      "each call has a bank of its own, of which nothing is known yet",
      "limit: one sum over the bank and its inclusion bytes, one thread",
    ]
    if let difference, let versions {
      remarks.append(
        "peer: \(versions), one thread; scores differ by \(String(format: "%.1e", difference)) at most"
      )
    }
    return remarks
  }

  private static func peer(
    _ conditions: Conditions, _ bank: SyntheticBank
  ) throws -> (child: ChildProcess, versions: String)? {
    try bank.write(to: conditions.folder)
    guard let peer = try conditions.peers.start("numpy_lira.py") else { return nil }
    let load = Load(folder: conditions.folder, models: modelCount, records: recordCount)
    _ = try peer.child.ask(load, Done.self)
    return peer
  }

  private static func sum(_ bank: SyntheticBank) {
    let (values, isIncluded) = (bank.values.scalars, bank.included)
    passOver(values.span)
    passOver(isIncluded.span)
  }

  private static func difference(_ scores: [Double], _ others: [Double]) throws -> Double {
    let difference = zip(scores, others).map { abs($0 - $1) }.max() ?? .infinity
    guard scores.count == others.count && difference < 1e-6 else {
      throw BenchmarksError("our scores differ from the peer's by \(difference); compare formulas")
    }
    return difference
  }
}
