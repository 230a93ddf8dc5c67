import Foundation
import NearestNeighbors
import Statistics
import Tensors

/// The time of an exact search for Euclidean neighbours, beside scikit-learn and the matrix product's own time.
struct NeighborBenchmark: Benchmark {
  private static let (count, width, k) = (30_000, 128, 5)

  var name: String { "neighbours, 30,000 x 30,000 x 128" }

  private struct Load: Encodable {
    var operation = "load"
    let folder: String
    let columns: Int
  }
  private struct Find: Encodable {
    var operation = "find"
    let neighbors: Int
  }
  private struct Time: Decodable { let seconds: Double }
  private struct AskIndexes: Encodable { var operation = "indexes" }
  private struct PeerIndexes: Decodable { let indexes: [Int] }

  func measure(under conditions: Conditions) async throws -> Claim {
    let (queries, records) = (try Self.points("queries"), try Self.points("records"))
    let peer = try Self.peer(conditions, queries, records)
    defer { peer?.child.end() }
    var (ours, theirs, peaks, shares): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    let operations = 2 * Double(Self.count) * Double(Self.count) * Double(Self.width)
    var found = try await queries.nearest(Self.k, in: records, threads: coreCount)
    for repetition in 0...conditions.repetitions {
      let stop = Duration.start()
      found = try await queries.nearest(Self.k, in: records, threads: coreCount)
      let own = stop()
      let peak = try await MatrixPeak().measure()
      let time = try peer?.child.ask(Find(neighbors: Self.k), Time.self)
      guard repetition > 0 else { continue }
      ours.append(1e3 * own.wall)
      peaks.append(peak.wall)
      shares.append(operations / own.processor / peak.processor)
      if let time { theirs.append(1e3 * time.seconds) }
    }
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(
        ours: Repetitions(ours), peer: theirs.isEmpty ? nil : Repetitions(theirs),
        limit: 1e3 * operations / (peaks.max() ?? 1)),
      threshold: Threshold(share: 0.6),
      remarks: try [
        "5 neighbours; limit: the products alone at the peak of large matrix products",
        String(format: "by processor time %.0f %% of the peak", 100 * median(shares)),
      ] + Self.remarks(found, peer))
  }

  private static func remarks(
    _ found: Neighbors, _ peer: (child: ChildProcess, versions: String)?
  ) throws -> [String] {
    guard let peer else { return [] }
    let others = try peer.child.ask(AskIndexes(), PeerIndexes.self).indexes
    let differing = zip(found.indexes, others).count { $0 != $1 }
    guard others.count == found.indexes.count, 1000 * differing < others.count else {
      throw BenchmarksError(
        "\(differing) of \(others.count) neighbours differ from the peer's; compare distances")
    }
    return [
      "peer: \(peer.versions), brute force on all cores; "
        + "\(differing) of \(others.count) neighbours differ"
    ]
  }

  private static func points(_ label: String) throws -> EuclideanPoints {
    var generator = SeededGenerator(seed: 1, label: label)
    let scalars = (0..<count * width).map { _ in Float(generator.normal()) }
    return try EuclideanPoints(Tensor(shape: [count, width], scalars: scalars))
  }

  private static func peer(
    _ conditions: Conditions, _ queries: EuclideanPoints, _ records: EuclideanPoints
  ) throws -> (child: ChildProcess, versions: String)? {
    try write(queries.features.scalars.map(\.bitPattern), "\(conditions.folder)/queries")
    try write(records.features.scalars.map(\.bitPattern), "\(conditions.folder)/records")
    guard let peer = try conditions.peers.start("sklearn_neighbors.py") else { return nil }
    _ = try peer.child.ask(Load(folder: conditions.folder, columns: width), Done.self)
    return peer
  }
}

/// Writes whole numbers, the least significant byte first.
func write(_ numbers: [some FixedWidthInteger], _ path: String) throws {
  var bytes = Data(capacity: numbers.count * 8)
  for number in numbers {
    for byte in 0..<number.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
    }
  }
  try bytes.write(to: URL(filePath: path))
}
