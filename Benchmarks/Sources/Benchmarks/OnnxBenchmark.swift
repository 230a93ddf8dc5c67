import Foundation
import Models
import Settings
import Statistics
import Tables
import Tensors

/// The time of asking a graph about all records of a table or of a set of images, beside the same runtime called from Python.
struct OnnxBenchmark: Benchmark {
  /// What the records are.
  enum Kind: String, CaseIterable, Sendable {
    case table, images

    var width: Int { self == .table ? 108 : 3072 }
    var recordCount: Int { self == .table ? 200_000 : 4096 }
    /// What the target's settings say beside the file.
    var settings: String {
      self == .table ? "" : ", features: image, image: {channels: 3, height: 32}"
    }
  }

  let kind: Kind

  var name: String { "ONNX \(kind.rawValue)" }

  private struct Build: Encodable {
    var operation = "build"
    let kind: String
    let folder: String
    let records: Int
    let threads: Int
  }
  private struct Built: Decodable {
    let path: String
    let library: String
    let scores: [Float]
  }

  func measure(under conditions: Conditions) async throws -> Claim {
    guard let peer = try conditions.peers.start("onnx_runtime.py") else {
      throw BenchmarksError("'\(name)' needs the peer, which builds the graph; install the peers")
    }
    defer { peer.child.end() }
    let records = try records(conditions.folder)
    let built = try peer.child.ask(
      Build(
        kind: kind.rawValue, folder: conditions.folder, records: kind.recordCount,
        threads: coreCount), Built.self)
    var settings = try Settings(
      yaml: "{format: onnx, path: '\(built.path)', outputs: logits\(kind.settings)}", file: name)
    let target = try ModelTarget(&settings)
    let rows = Array(0..<kind.recordCount)
    let values = (0..<kind.recordCount * kind.width).map { Float($0) }
    return try await target.withModel(
      on: records, folder: conditions.folder,
      environment: ["ROLLCALL_ONNXRUNTIME": built.library], threads: coreCount
    ) { model, _ in
      let first = try await model.logits(ofRows: [0], of: records).scalars
      guard zip(first, built.scores).allSatisfy({ abs($0 - $1) < 1e-4 }) else {
        throw BenchmarksError("our scores of the first record differ from the peer's")
      }
      let timing = try await PairedTiming(
        repetitions: conditions.repetitions, peer: peer.child, calls: 1,
        own: {
          // The peer's threads go on spinning for a while after it has answered, on a processor that is measured next.
          try await Task.sleep(for: .milliseconds(300))
          let stop = Duration.start()
          _ = try await model.logits(ofRows: rows, of: records)
          return stop().wall
        },
        limit: { seconds { passOver(values.span) } })
      return timing.claim(
        name, Threshold(advantage: 0.9),
        [
          "ours: from the table's columns to checked class scores; peer: \(peer.versions), the same runtime and threads on "
            + "an array that is ready, in batches of 256",
          "limit: reading all values once, on one thread",
        ])
    }
  }

  /// Records of random values of 256 levels, also written for the peer.
  private func records(_ folder: String) throws -> Records {
    var generator = SeededGenerator(seed: 1, label: "onnx \(kind.rawValue)")
    let (count, width) = (kind.recordCount, kind.width)
    let levels = (0..<count * width).map { _ in UInt8(generator.integer(below: 256)) }
    let values = levels.map { Float($0) / 255 }
    var bytes = Data(capacity: values.count * 4)
    for value in values { bytes.append(contentsOf: SyntheticBank.bytes(value.bitPattern)) }
    try bytes.write(to: URL(filePath: "\(folder)/\(kind.rawValue).records"))
    let isTable = kind == .table
    let images = RecordImages(
      shape: ImageShape(height: 32, width: 32, channels: 3), values: .bytes(isTable ? [] : levels))
    let features = (0..<(isTable ? width : 0)).map { column in
      Feature(
        name: "x\(column)",
        values: .numeric((0..<count).map { Double(values[$0 * width + column]) }))
    }
    let labels = Categories(codes: (0..<count).map { Int32($0 % 2) }, names: ["0", "1"])
    return try Records(
      Dataset(
        name: name, features: features, label: labels, groups: [], sources: [],
        images: isTable ? nil : images))
  }
}
