import Foundation
import Pipelines
import Results
import Statistics
import Testing

/// Audits of releases from files of their own, removed with the value's owner.
private final class ReleaseFiles {
  let folder: URL

  /// Writes 60 members, 60 others, a release and two more of halves of both.
  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var generator = SeededGenerator(seed: 4, label: "release files")
    let records = (0..<120).map { _ in
      "\(generator.normal()),\(["red", "blue"][generator.integer(below: 2)])"
    }
    func table(_ rows: [String]) -> String { (["size,colour"] + rows).joined(separator: "\n") }
    try write(table(Array(records.prefix(60))), to: "members.csv")
    try write(table(Array(records.suffix(60))), to: "others.csv")
    try write(table(Array(records.prefix(60))), to: "release.csv")
    let coins = [(0..<120).map { $0.isMultiple(of: 2) }, (0..<120).map { !$0.isMultiple(of: 2) }]
    for (number, row) in coins.enumerated() {
      try write(
        table(records.indices.filter { row[$0] }.map { records[$0] }), to: "bank\(number).csv")
    }
    try write(coins, shape: [2, 120], to: "inclusion.npy")
    try write("[[[\"size\", \"colour\"]], [[\"colour\"]]]", to: "marginals.json")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// Writes bytes as an NPY file of unsigned bytes.
  func write(_ values: [[UInt8]], shape: [Int], to name: String) throws {
    let sizes = shape.map(String.init).joined(separator: ", ")
    var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(sizes)), }"
    header += String(repeating: " ", count: (117 - header.count) & 63) + "\n"
    let length = [UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0] + length + Array(header.utf8)
    try Data(bytes + values.joined()).write(to: folder.appending(path: name))
  }

  func write(_ rows: [[Bool]], shape: [Int], to name: String) throws {
    try write(rows.map { $0.map { $0 ? 1 : 0 } }, shape: shape, to: name)
  }

  func audit(_ bank: String, attacks: String = "groundhog") throws -> ReleaseAudit {
    try write("primary: [\(attacks)]\nattacks: [\(attacks)]\n", to: "suite.yaml")
    let text = """
      name: bank
      release:
        files: [release.csv]
        members: [members.csv]
        nonMembers: [others.csv]
        numeric: [size]
        categorical: [colour]
        bank: \(bank)
      suite: suite.yaml
      """
    let experiment = try ReleaseExperiment(
      Experiment.File(name: "release.yaml", text: text), folder: folder.path)
    return ReleaseAudit(experiment, threads: 1) { _ in }
  }
}

@Suite struct `Banks of releases from files` {
  private static let whole =
    "{releases: [bank0.csv, bank1.csv], inclusion: inclusion.npy, marginals: marginals.json}"

  @Test("A bank's releases, inclusion and marginals reach the attacks")
  func read() async throws {
    let files = try ReleaseFiles()
    let run = try await files.audit(Self.whole).run(tool: "test")
    let scores = try #require(run.stages[0].scores.first { $0.attack == "groundhog" })
    #expect(scores.reason.isEmpty)
    // 60 members and half of the others, the other half being reference.
    #expect(scores.values[0].count == 90)
    let distances = try await files.audit(Self.whole, attacks: "gan-leaks-bank").run(tool: "test")
    #expect(distances.stages[0].scores[0].reason.isEmpty)
    let ratio = try await files.audit(Self.whole, attacks: "marginal-ratio").run(tool: "test")
    let named = try await files.audit("{}", attacks: "marginal-ratio").run(tool: "test")
    #expect(ratio.stages[0].scores[0].values != named.stages[0].scores[0].values)
  }

  @Test("Without a bank an attack that needs one says so")
  func none() async throws {
    let files = try ReleaseFiles()
    let run = try await files.audit("{}").run(tool: "test")
    #expect(run.stages[0].scores[0].reason == "no other releases were given")
  }

  @Test(
    "A bank that contradicts itself or the release is refused in one line",
    arguments: [
      (
        "{releases: [bank0.csv], inclusion: inclusion.npy}",
        "inclusion.npy has shape [2, 120]; give 1 releases x 120 records, the members and then the "
          + "non-members in the order of their files"
      ),
      (
        "{releases: [bank0.csv, bank1.csv], inclusion: odd.npy}",
        "odd.npy holds other values than 0 and 1 for bank1.csv; give truth values"
      ),
      (
        "{releases: [bank0.csv, bank1.csv], inclusion: empty.npy}",
        "empty.npy says that bank1.csv was made from none of the members and non-members"
      ),
      (
        "{releases: [bank0.csv, bank1.csv], inclusion: inclusion.npy, marginals: one.json}",
        "one.json has 1 lists of marginals for 2 releases"
      ),
      (
        "{releases: [bank0.csv, bank1.csv], inclusion: inclusion.npy, marginals: bank0.csv}",
        "bank0.csv is no JSON list, for each release, of lists of column names: [[[\"age\", \"sex\"]]]"
      ),
      (
        "{releases: [bank0.csv]}",
        "release.yaml:8: a 'bank' needs 'releases' and 'inclusion', the records that each was made from"
      ),
      (
        "{releases: [release.csv, bank1.csv], inclusion: inclusion.npy}",
        "release.yaml:8: 'release.csv' is the audited release; a bank is made of other releases"
      ),
    ])
  func refusals(bank: String, message: String) async throws {
    let files = try ReleaseFiles()
    let coins = (0..<120).map { UInt8($0 & 1) }
    try files.write([coins, coins.map { $0 * 2 }], shape: [2, 120], to: "odd.npy")
    try files.write([coins, coins.map { _ in 0 }], shape: [2, 120], to: "empty.npy")
    try files.write("[[[\"size\"]]]", to: "one.json")
    do {
      _ = try await files.audit(bank).run(tool: "test")
      Issue.record("the bank was taken")
    } catch {
      #expect("\(error)" == message)
    }
  }
}
