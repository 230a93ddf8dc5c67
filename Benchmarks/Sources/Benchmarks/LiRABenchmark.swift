import Attacks
import Auditing
import Foundation
import Settings
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
    let signals = try Self.signals()
    let bank = try Bank(signals)
    let attack = try Self.attack()
    let peer = try Self.peer(conditions, signals, bank)
    defer { peer?.child.end() }
    var (ours, theirs, passes): ([Double], [Double], [Double]) = ([], [], [])
    for repetition in 0...conditions.repetitions {
      let own = try Self.milliseconds { _ = try attack.scores(for: signals) }
      let pass = Self.milliseconds { Self.sum(bank) }
      let time = try peer?.child.ask(Score(calls: Self.calls), Time.self)
      guard repetition > 0 else { continue }
      ours.append(own)
      passes.append(pass)
      if let time { theirs.append(1e3 * time.seconds) }
    }
    let difference = try peer.map {
      try Self.difference(
        attack.scores(for: signals), $0.child.ask(AskScores(), PeerScores.self).scores)
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
    var remarks = ["limit: one sum over the bank and its inclusion bytes, one thread"]
    if let difference, let versions {
      remarks.append(
        "peer: \(versions), one thread; scores differ by \(String(format: "%.1e", difference)) at most"
      )
    }
    return remarks
  }

  private static func attack() throws -> any Attack {
    guard let type = attacks.first(where: { $0.name == "lira-online" }) else {
      throw BenchmarksError("no attack is called lira-online; correct the name here")
    }
    var settings = try Settings(yaml: "", file: "lira-online")
    return try type.init(&settings)
  }

  /// Each record in half of the models; members score higher.
  private static func signals() throws -> Signals {
    var generator = SeededGenerator(seed: 1, label: "bank")
    let orders = (0..<recordCount).map { _ in generator.permutation(modelCount) }
    let inclusion = (0..<modelCount).map { model in orders.map { $0[model] < modelCount / 2 } }
    let values = inclusion.flatMap { row in
      row.map { Float(generator.normal() + ($0 ? 1 : 0)) }
    }
    let target = (0..<recordCount).map { _ in generator.normal() }
    return Signals(
      audited: try Outputs(
        records: Array(0..<recordCount),
        target: [.scaledConfidence: Tensor(shape: [recordCount, 1], scalars: target)],
        references: [
          .scaledConfidence: SignalBank(
            values: Tensor(shape: [modelCount, recordCount, 1], scalars: values),
            inclusion: Inclusion(inclusion))
        ]), seed: 1)
  }

  /// The bank's numbers in one piece.
  private struct Bank {
    let values: [Float]
    let isIncluded: [Bool]

    init(_ signals: Signals) throws {
      let bank = try signals.audited.bank(.scaledConfidence)
      values = try bank.models.flatMap { try bank.values(ofModel: $0) }
      isIncluded = bank.models.flatMap { bank.inclusion.row($0) }
    }
  }

  private static func peer(
    _ conditions: Conditions, _ signals: Signals, _ bank: Bank
  ) throws -> (child: ChildProcess, versions: String)? {
    func write(_ bytes: [UInt8], _ name: String) throws {
      try Data(bytes).write(to: URL(filePath: "\(conditions.folder)/\(name)"))
    }
    try write(bank.values.flatMap { bytes($0.bitPattern) }, "bank")
    try write(
      signals.audited.firstQuery(.scaledConfidence).flatMap { bytes($0.bitPattern) }, "target")
    try write(bank.isIncluded.map { $0 ? 1 : 0 }, "inclusion")
    guard let peer = try conditions.peers.start("numpy_lira.py") else { return nil }
    let load = Load(folder: conditions.folder, models: modelCount, records: recordCount)
    _ = try peer.child.ask(load, Done.self)
    return peer
  }

  /// The bytes of a number, the least significant first.
  private static func bytes<Bits: FixedWidthInteger>(_ bits: Bits) -> [UInt8] {
    (0..<Bits.bitWidth / 8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
  }

  private static func sum(_ bank: Bank) {
    passOver(bank.values.span)
    passOver(bank.isIncluded.span)
  }

  private static func difference(_ scores: [Double], _ others: [Double]) throws -> Double {
    let difference = zip(scores, others).map { abs($0 - $1) }.max() ?? .infinity
    guard scores.count == others.count && difference < 1e-6 else {
      throw BenchmarksError("our scores differ from the peer's by \(difference); compare formulas")
    }
    return difference
  }
}
