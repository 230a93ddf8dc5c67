import Auditing
import Foundation
import Models
import Tensors

/// What is left of a shadow's passage: for each stage, the values that banks are made of.
struct ShadowPass: Sendable {
  /// One model's values of one statistic, observed row after observed row.
  enum Values: Sendable {
    case memory([Float])
    /// A file of little-endian single-precision numbers.
    case file(URL)

    /// Reads some of the values.
    func read(_ range: Range<Int>) throws -> [Float] {
      switch self {
      case .memory(let values): return Array(values[range])
      case .file(let url):
        let width = MemoryLayout<Float>.size
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        try handle.seek(toOffset: UInt64(range.lowerBound * width))
        let bytes = try handle.read(upToCount: range.count * width) ?? Data()
        guard bytes.count == range.count * width else {
          throw PipelinesError(
            "\(url.path): the bank's file is cut short; keep temporary files while a run goes on")
        }
        return Self.numbers(bytes)
      }
    }

    private static func numbers(_ bytes: Data) -> [Float] {
      let bytes = [UInt8](bytes)
      return stride(from: 0, to: bytes.count, by: 4).map { place in
        let low = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
        let high = UInt32(bytes[place + 2]) << 16 | UInt32(bytes[place + 3]) << 24
        return Float(bitPattern: low | high)
      }
    }
  }

  let membership: Membership
  /// For each stage the values by statistic, the input first; nil where no model was published.
  let stages: [[OutputStatistic: Values]?]
  /// For each stage the dataset that was released; none where stages are of models alone.
  let releases: [ReleasedTable?]

  /// Keeps the values of a passage, in memory or in files of a folder.
  init(_ pass: PipelinePass, number: Int, spillingTo folder: URL?) throws {
    membership = pass.membership
    releases = pass.outputs.map(\.release)
    stages = try pass.outputs.enumerated().map { stage, output in
      try output.observation.map {
        try Self.values($0, name: "\(number)-\(stage)", spillingTo: folder)
      }
    }
  }

  /// Takes values that are kept already.
  init(membership: Membership, stages: [[OutputStatistic: Values]?]) {
    (self.membership, self.stages) = (membership, stages)
    releases = []
  }

  /// Keeps the values of an observation, in memory or in files of a folder.
  static func values(
    _ observation: Observation, name: String, spillingTo folder: URL?
  ) throws -> [OutputStatistic: Values] {
    try Dictionary(
      uniqueKeysWithValues: observation.statistics.map { statistic, values in
        let row = values.scalars.map(Float.init)
        guard let folder else { return (statistic, .memory(row)) }
        let file = folder.appending(path: "\(name)-\(statistic.rawValue)")
        try bytes(row).write(to: file)
        return (statistic, .file(file))
      })
  }

  private static func bytes(_ row: [Float]) -> Data {
    var bytes = Data(capacity: row.count * 4)
    for value in row {
      let bits = value.bitPattern
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }
}

/// One statistic of many shadows on a range of the observed rows.
struct ShadowStorage: BankStorage {
  let shadows: [ShadowPass.Values]
  /// The first observed row of the range.
  let firstRow: Int
  let queryCount: Int

  func values(ofModel model: Int, records: Range<Int>) throws -> [Float] {
    try shadows[model].read(
      (firstRow + records.lowerBound) * queryCount..<(firstRow + records.upperBound) * queryCount)
  }
}
