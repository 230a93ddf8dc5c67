import Auditing
import Foundation
import Metrics
import Statistics

/// The time of bootstrap intervals of the area and of TPR at 1 % FPR, beside scikit-learn's curves of resamples.
struct BootstrapBenchmark: Benchmark {
  private static let (recordCount, replicates, peerReplicates) = (20_000, 10_000, 50)

  var name: String { "bootstrap, 10,000 of 20,000" }

  private struct Load: Encodable {
    var operation = "load"
    let folder: String
    let scale: Int
  }
  private struct Ask: Encodable { var operation = "values" }
  private struct Values: Decodable {
    let area: Double
    let rate: Double
    let areaError: Double
    let rateError: Double
  }

  func measure(under conditions: Conditions) async throws -> Claim {
    let scores = try Self.scores()
    let members = scores.isMember.map { $0 ? 1 : 0 as UInt8 }
    try Data(scores.values.flatMap { SyntheticBank.bytes($0.bitPattern) })
      .write(to: URL(filePath: "\(conditions.folder)/scores"))
    try Data(members).write(to: URL(filePath: "\(conditions.folder)/members"))
    let peer = try conditions.peers.start("sklearn_bootstrap.py")
    defer { peer?.child.end() }
    _ = try peer?.child.ask(
      Load(folder: conditions.folder, scale: Self.replicates / Self.peerReplicates), Done.self)
    var last: Bootstrap?
    let words = Array(repeating: 1 as UInt32, count: Self.recordCount)
    let timing = try await PairedTiming(
      repetitions: conditions.repetitions, peer: peer?.child, calls: Self.peerReplicates,
      own: {
        let stop = Duration.start()
        last = try await Bootstrap(
          scores, rates: [0.01],
          replicates: Replicates(
            count: Self.replicates, seed: 1, label: "benchmark", width: coreCount))
        return stop().wall
      },
      limit: {
        seconds { for _ in 0..<Self.replicates { passOver(words.span) } } / Double(coreCount)
      })
    var remarks = [
      "limit: reading 10,000 times 20,000 drawn 32-bit numbers, on two threads"
    ]
    if let peer, let last {
      let values = try peer.child.ask(Ask(), Values.self)
      remarks.append(try Self.agreement(last, values, peer.versions))
    }
    return timing.claim(name, Threshold(most: 2000), remarks)
  }

  private static func agreement(
    _ own: Bootstrap, _ peer: Values, _ versions: String
  ) throws -> String {
    let (area, rate) = (own.auc, own.truePositiveRates[0])
    let differences = [abs(area.estimate - peer.area), abs(rate.estimate - peer.rate)]
    guard differences.allSatisfy({ $0 < 1e-9 }) else {
      throw BenchmarksError("our estimates differ from the peer's by \(differences)")
    }
    func text(_ value: Double?) -> String { String(format: "%.5f", value ?? .nan) }
    return
      "peer: \(versions), \(peerReplicates) resamples times \(replicates / peerReplicates); estimates are equal, "
      + "standard errors \(text(area.standardError)) and \(text(rate.standardError)) against "
      + "\(text(peer.areaError)) and \(text(peer.rateError))"
  }

  private static func scores() throws -> Scores {
    var generator = SeededGenerator(seed: 1, label: "scores")
    let isMember = (0..<recordCount).map { $0.isMultiple(of: 2) }
    return try Scores(
      values: isMember.map { generator.normal() + ($0 ? 0.5 : 0) }, isMember: isMember)
  }
}
