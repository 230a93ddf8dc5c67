import Auditing
import Foundation
import Metrics
import Statistics
import Tables

/// The time of all fairness metrics without intervals, beside three of Fairlearn's.
struct FairnessBenchmark: Benchmark {
  private static let (recordCount, levelCount, calls) = (200_000, 5, 10)
  /// The most by which values of the same name may differ.
  private static let tolerance = 1e-9

  var name: String { "fairness, 200,000 x 5 groups" }

  private struct Load: Encodable {
    var operation = "load"
    let folder: String
  }
  private struct Ask: Encodable { let operation: String }
  private struct AskPair: Encodable {
    var operation = "aif360"
    let privileged: Int32
  }
  private struct Time: Decodable { let seconds: Double }
  private struct Values: Decodable { let values: [String: Double] }

  func measure(under conditions: Conditions) async throws -> Claim {
    let sample = Self.drawn()
    let peer = try conditions.peers.start("fairness_peers.py")
    defer { peer?.child.end() }
    if let peer { try Self.load(sample, into: peer.child, conditions.folder) }
    var (ours, theirs, passes): ([Double], [Double], [Double]) = ([], [], [])
    for repetition in 0...conditions.repetitions {
      let own = try Self.milliseconds { _ = try sample.table(.strict) }
      let pass = Self.milliseconds { sample.pass() }
      let time = try peer?.child.ask(Ask(operation: "three"), Time.self)
      guard repetition > 0 else { continue }
      ours.append(own)
      passes.append(pass)
      if let time { theirs.append(1e3 * time.seconds) }
    }
    var remarks = [
      "ours: 12 rates of 5 groups and of all, 10 criteria by 6 aggregates, 8 signed pairs, the worst group; one thread",
      "limit: one pass over levels, labels, predictions and probabilities, one thread",
    ]
    if let peer {
      remarks.append("peer: \(peer.versions); Fairlearn's time of three differences")
      remarks += try Self.agreement(sample, peer.child, conditions.folder)
    }
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(
        ours: Repetitions(ours), peer: theirs.isEmpty ? nil : Repetitions(theirs),
        limit: median(passes)),
      threshold: Threshold(most: 30), remarks: remarks)
  }

  private static func milliseconds(_ call: () throws -> Void) rethrows -> Double {
    1e3 / Double(calls) * (try seconds { for _ in 0..<calls { try call() } })
  }

  /// Five levels of which the first is favoured; probabilities lean to the prediction.
  private static func drawn() -> DecidedRecords {
    var generator = SeededGenerator(seed: 1, label: "fairness")
    var (codes, labels, predicted): ([Int32], [Int32], [Int32]) = ([], [], [])
    var probability: [Double] = []
    for _ in 0..<recordCount {
      let level = generator.integer(below: levelCount)
      let isPositive = generator.bernoulli(level == 0 ? 0.5 : 0.3)
      let isChosen = generator.bernoulli(isPositive ? 0.7 : level == 0 ? 0.3 : 0.2)
      codes.append(Int32(level))
      labels.append(isPositive ? 1 : 0)
      predicted.append(isChosen ? 1 : 0)
      probability.append(generator.uniform() / 2 + (isChosen ? 0.5 : 0))
    }
    return DecidedRecords(
      name: "200,000 drawn records",
      attribute: Predictions.Attribute(
        Group(
          name: "level",
          categories: Categories(codes: codes, names: (0..<levelCount).map { "level \($0)" })),
        privileged: 0),
      labels: labels, predicted: predicted, probability: probability)
  }

  private static func load(
    _ sample: DecidedRecords, into child: ChildProcess, _ folder: String
  ) throws {
    let columns = [
      ("labels", sample.labels), ("predicted", sample.predicted),
      ("levels", sample.attribute.group.categories.codes),
    ]
    for (name, values) in columns {
      let bytes = values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      }
      try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    _ = try child.ask(Load(folder: folder), Done.self)
  }

  /// Compares all values on the drawn and on the real records, one remark for each attribute.
  private static func agreement(
    _ drawn: DecidedRecords, _ child: ChildProcess, _ folder: String
  ) throws -> [String] {
    var remarks: [String] = []
    for sample in try [drawn] + DecidedRecords.real() {
      try load(sample, into: child, folder)
      var theirs = try child.ask(Ask(operation: "fairlearn"), Values.self).values
      let ours = try sample.table(.fairlearn)
      var compared: [String: Double] = [:]
      for gap in ours.gaps {
        compared["\(gap.criterion.rawValue):\(gap.aggregate.rawValue)"] = gap.value
      }
      if let privileged = sample.attribute.privileged {
        theirs.merge(try child.ask(AskPair(privileged: privileged), Values.self).values) { $1 }
        for pair in ours.pairs { compared[pair.measure.rawValue] = pair.value }
      }
      let differences = theirs.map { name, value in
        (name, abs(value - (compared[name] ?? .infinity)))
      }
      guard let worst = differences.max(by: { $0.1 < $1.1 }), worst.1 < tolerance else {
        let names = differences.filter { !($0.1 < tolerance) }.map(\.0).sorted()
        throw BenchmarksError(
          "\(sample.name), \(sample.attribute.group.name): \(names.joined(separator: ", ")) differ from the peer's; compare formulas"
        )
      }
      remarks.append(
        "\(sample.name), \(sample.attribute.group.name): \(differences.count) values differ by "
          + "\(String(format: "%.1e", worst.1)) at most")
    }
    return remarks
  }
}
