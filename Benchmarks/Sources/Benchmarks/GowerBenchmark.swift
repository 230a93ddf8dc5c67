import Foundation
import NearestNeighbors
import Statistics

/// The time and memory of a search among 30,000 records of mixed type.
struct GowerBenchmark: Benchmark {
  private static let (count, k) = (30_000, 2)

  var name: String { "Gower, 30,000 x 30,000 x 14" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let sample = MixedSample(queries: Self.count, records: Self.count)
    let (queries, records) = try sample.tables()
    let keys = [Int16](repeating: 1, count: Self.count * queries.domain.columnCount)
    let before = try ResidentMemory.now()
    try ResidentMemory.forgetPeak()
    var (ours, passes): ([Double], [Double]) = ([], [])
    for repetition in 0...conditions.repetitions {
      let stop = Duration.start()
      _ = try await queries.nearest(Self.k, in: records, threads: coreCount)
      let own = stop().wall
      let pass = seconds { for _ in 0..<100 { passOver(keys.span) } } / 100
      guard repetition > 0 else { continue }
      ours.append(1e3 * own)
      passes.append(1e3 * pass * Double(Self.count / 4 / coreCount))
    }
    let peak = (try ResidentMemory.peak() - before) / 1024
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(ours: Repetitions(ours), peer: nil, limit: median(passes)),
      threshold: Threshold(most: 6000),
      remarks: [
        "2 neighbours; peak of resident memory beyond the tables \(Quantity.text(peak)) MiB",
        "limit: one pass over 16-bit keys of the records for every four queries, on 2 cores",
      ])
  }
}

/// The time of distances to the closest record, beside the packages gower and SDMetrics.
struct ClosestRecordBenchmark: Benchmark {
  /// One record more than queries: the package gower returns another matrix where both tables are equally long.
  private static let (queryCount, recordCount, calls) = (2_000, 2_001, 20)

  var name: String { "Gower, 2,000 x 2,001 x 14" }

  private struct Load: Encodable {
    var operation = "load"
    let folder: String
    let numbers = MixedSample.numberCount
    let categories = MixedSample.categoryCount
  }
  private struct Find: Encodable { var operation = "find" }
  private struct Time: Decodable { let seconds: Double }
  private struct AskDistances: Encodable { var operation = "distances" }
  private struct PeerDistances: Decodable { let distances: [Double] }

  func measure(under conditions: Conditions) async throws -> Claim {
    let sample = MixedSample(queries: Self.queryCount, records: Self.recordCount)
    let (queries, records) = try sample.tables()
    try sample.write(to: conditions.folder)
    let peers = try ["gower_matrix.py", "sdmetrics_dcr.py"].map { try conditions.peers.start($0) }
    defer { for peer in peers { peer?.child.end() } }
    for peer in peers { _ = try peer?.child.ask(Load(folder: conditions.folder), Done.self) }
    var (ours, theirs): ([Double], [[Double]]) = ([], peers.map { _ in [] })
    for repetition in 0...conditions.repetitions {
      let stop = Duration.start()
      for _ in 0..<Self.calls {
        _ = try await queries.nearest(1, in: records, threads: coreCount)
      }
      let own = stop().wall / Double(Self.calls)
      let times = try peers.map { try $0?.child.ask(Find(), Time.self) }
      guard repetition > 0 else { continue }
      ours.append(1e3 * own)
      for (place, time) in times.enumerated() {
        if let time { theirs[place].append(1e3 * time.seconds) }
      }
    }
    let found = try await queries.nearest(1, in: records, threads: coreCount).distances
    if let peer = peers[0] {
      try Self.check(found, peer.child.ask(AskDistances(), PeerDistances.self).distances)
    }
    return claim(ours, theirs, peers.map { $0?.versions })
  }

  private func claim(_ ours: [Double], _ theirs: [[Double]], _ versions: [String?]) -> Claim {
    var remarks = ["the mean of \(Self.calls) calls on 2 cores; peers run as they come"]
    if let versions = versions[0] {
      remarks.append("peer: \(versions); distances differ by less than 1e-5")
    }
    if let versions = versions[1] {
      remarks.append(
        "\(versions), with ranges of the records alone: \(Quantity.text(median(theirs[1]))) ms")
    }
    let comparisons = Double(Self.queryCount * Self.recordCount * 14)
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(
        ours: Repetitions(ours), peer: theirs[0].isEmpty ? nil : Repetitions(theirs[0]),
        // 32 keys an operation, one operation a cycle, at 4 GHz on each core.
        limit: 1e3 * comparisons / (32 * 4e9 * Double(coreCount))),
      threshold: Threshold(advantage: 100), remarks: remarks)
  }

  private static func check(_ own: [Double], _ others: [Double]) throws {
    let difference = zip(own, others).map { abs($0 - $1) }.max() ?? .infinity
    guard own.count == others.count && difference < 1e-5 else {
      throw BenchmarksError(
        "our distances differ from the peer's by \(difference); compare formulas")
    }
  }
}
