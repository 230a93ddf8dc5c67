import Foundation
import Pipelines
import Statistics
import Testing
import Unlearning

@Suite("Models of others that forgot, asked about several versions of each record")
struct GivenForgettingTests {
  private let records = 60

  /// Class scores of runs x records x versions x classes: a gain for what the run was trained on.
  private func scores(gain: Double, coins: [[Bool]], versions: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, label: "scores")
    return coins.flatMap { coins in
      (0..<records).flatMap { row in
        (0..<versions).flatMap { _ in
          [0, 1 + (row < 40 && coins[row] ? gain : 0) + 0.5 * generator.normal()]
        }
      }
    }
  }

  private func write(_ values: [Double], _ shape: [Int], to file: URL) throws {
    let extents = shape.map { "\($0)" }.joined(separator: ", ")
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(extents),), }"
    header += String(repeating: " ", count: 63 - (10 + header.count) % 64) + "\n"
    var bytes = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += [UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)] + Array(header.utf8)
    for value in values {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }
    }
    try Data(bytes).write(to: file)
  }

  private func evidence(versions: Int, ofMethod own: Int? = nil) async throws -> ForgettingEvidence
  {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let coins = (0..<6).map { run in
      ExchangeableHalves.coins(40, run: run, seed: 3) + Array(repeating: false, count: 20)
    }
    for (place, (name, gain)) in [("original", 2.0), ("retrained", 0), ("mine", 1)].enumerated() {
      let count = name == "mine" ? own ?? versions : versions
      try write(
        scores(gain: gain, coins: coins, versions: count, seed: UInt64(place)),
        [6, records, count, 2], to: folder.appending(path: "\(name).npy"))
    }
    try write(
      coins.flatMap { $0.map { $0 ? 1 : 0 } }, [6, records], to: folder.appending(path: "keep.npy"))
    func rows(_ range: Range<Int>, _ name: String) throws {
      try write(range.map(Double.init), [range.count], to: folder.appending(path: name))
    }
    try rows(0..<40, "forget.npy")
    try rows(40..<50, "retain.npy")
    try rows(50..<60, "test.npy")
    try write(Array(repeating: 1, count: records), [records], to: folder.appending(path: "y.npy"))
    let text = """
      name: given
      given: {labels: y.npy, original: original.npy, retrained: retrained.npy, unlearned: {mine: mine.npy},
        forget: forget.npy, neverSeen: forget.npy, retain: retain.npy, test: test.npy, keep: keep.npy}
      """
    let experiment = try ForgettingExperiment(
      Experiment.File(name: "test.yaml", text: text), folder: folder.path)
    let found = try await experiment.outcome(threads: 1, clock: { 0 }, report: { _ in })
    guard case .methods(let outcome) = found else { throw Unexpected() }
    return outcome.evidence
  }

  private struct Unexpected: Error {}

  @Test("arrays of four axes are runs x records x versions x classes, and all six attacks run")
  func versions() async throws {
    let result = try ForgettingEvaluation(try await evidence(versions: 4))
    #expect(result.oraclesPass)
    let attacks = result.methods[0].attacks
    #expect(attacks.allSatisfy { $0.area != nil })
    let areas = Dictionary(
      uniqueKeysWithValues: attacks.map { ($0.attack, $0.area?.value ?? 0) })
    // Four versions say more than one, and the moments of their losses as much as their mean.
    #expect(try #require(areas[.mean]) > #require(areas[.loss]))
    #expect(try #require(areas[.moments]) > 0.85)
  }

  @Test("one version leaves what needs several out, and says so")
  func oneVersion() async throws {
    let attacks = try ForgettingEvaluation(try await evidence(versions: 1)).methods[0].attacks
    for attack in attacks where [.mean, .moments].contains(attack.attack) {
      #expect(attack.area == nil && attack.reason.contains("several versions"))
    }
  }

  @Test("a method that was asked about other versions than the oracles is one line")
  func mismatch() async throws {
    var message = ""
    do { _ = try await evidence(versions: 4, ofMethod: 2) } catch { message = "\(error)" }
    #expect(
      message
        == "'mine' was asked about other than 4 version(s) of each record, as the oracles were; give the same number for all models"
    )
  }
}
