import Foundation
import Statistics

/// Arrays in a folder of its own, removed with the value's owner.
final class ScoreFiles {
  let folder: URL
  static let (models, records) = (12, 60)

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (models, records) = (Self.models, Self.records)
    let (seen, bank) = Self.bank()
    try write("keep", seen, [models, records])
    try write("first", Array(seen.prefix(records)), [records])
    try write("bank", bank, [models, records])
    try write("target", Array(bank.prefix(records)), [records])
    try write("others", Array(bank.dropFirst(records)), [models - 1, records])
    try write("keep-others", Array(seen.dropFirst(records)), [models - 1, records])
    try write("losses", bank.prefix(records).map { log1p(exp(-$0)) }, [records])
    try write("sex", (0..<records).map { Float($0 % 2) }, [records])
    try write("logits", bank.prefix(records).flatMap { [$0, 0, -3] }, [records, 3])
    try write("labels", [Float](repeating: 0, count: records), [records])
    try write("short", [Float](repeating: 0, count: 59), [59])
    try write("few", (0..<records).map { $0 < 57 }, [records])
    var lines = ["id,odds,member,sex,class,yes,no"]
    for record in 0..<records {
      let odds = Double(bank[record])
      let p = 1 / (1 + exp(-odds))
      lines.append(
        "\(record),\(odds),\(seen[record] ? "in" : "OUT"),\("fm".dropFirst(record % 2).prefix(1)),0,\(p),\(1 - p)"
      )
    }
    try Data(lines.joined(separator: "\n").utf8)
      .write(to: folder.appending(path: "table.csv"))
    try write("broken", (0..<records).map { $0 == 7 ? Float.nan : 1 }, [records])
  }

  /// Who saw what, and the log odds of each model and record.
  static func bank() -> (seen: [Bool], values: [Float]) {
    var generator = SeededGenerator(seed: 6, label: "given numbers")
    let (models, records) = (Self.models, Self.records)
    let seen = (0..<models).flatMap { _ in (0..<records).map { _ in generator.bernoulli(0.5) } }
    let hard = (0..<records).map { _ in generator.normal() }
    let values = seen.enumerated().map { place, seen in
      Float(hard[place % records] + (seen ? 2 : 0) + 0.4 * generator.normal())
    }
    return (seen, values)
  }

  /// Writes the bank as a folder for each model, with an older file beside the one that counts.
  func writeFolders() throws {
    let (models, records) = (Self.models, Self.records)
    let (seen, bank) = Self.bank()
    for model in 0..<models {
      let name = "runs/experiment-\(8 + model)"
      for part in ["scores", "logits"] {
        try FileManager.default.createDirectory(
          at: folder.appending(path: "\(name)/\(part)"), withIntermediateDirectories: true)
      }
      let rows = model * records..<(model + 1) * records
      try write("\(name)/keep", Array(seen[rows]), [records])
      try write("\(name)/scores/9", Array(repeating: Float(0), count: records), [records])
      try write("\(name)/scores/10", Array(bank[rows]), [records])
      try write(
        "\(name)/logits/0100", bank[rows].flatMap { [$0, 0, -3] }, [records, 1, 1, 3])
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ name: String, _ values: [Float], _ shape: [Int]) throws {
    try write(
      name, "<f4",
      values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
      }, shape)
  }

  func write(_ name: String, _ values: [Double], _ shape: [Int]) throws {
    try write(
      name, "<f8",
      values.flatMap { value in
        (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }
      }, shape)
  }

  func write(_ name: String, _ values: [Bool], _ shape: [Int]) throws {
    try write(name, "|b1", values.map { $0 ? 1 : 0 }, shape)
  }

  private func write(_ name: String, _ type: String, _ data: [UInt8], _ shape: [Int]) throws {
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
    header += String(repeating: " ", count: 117 - header.count) + "\n"
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
    try Data(magic + Array(header.utf8) + data)
      .write(to: folder.appending(path: "\(name).npy"))
  }
}
