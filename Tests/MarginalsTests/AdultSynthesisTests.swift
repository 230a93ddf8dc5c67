import Foundation
import Marginals
import Privacy
import Settings
import Testing

/// The folder of UCI Adult in bins, beside the repository or where ROLLCALL_DATA says.
private let adultFolder: URL? = {
  let environment = ProcessInfo.processInfo.environment
  let places = [
    environment["ROLLCALL_DATA"].map { URL(filePath: $0) },
    environment["ROLLCALL_ROOT"].map { URL(filePath: $0).appending(path: "../shared/data") },
    URL(filePath: "../shared/data"),
  ]
  return places.compactMap { $0?.appending(path: "adult") }.first {
    FileManager.default.fileExists(atPath: $0.appending(path: "pgm_adult.csv").path)
  }
}()

@Suite(
  .enabled(if: adultFolder != nil, "UCI Adult is not at hand; set ROLLCALL_DATA"))
struct `Synthetic Adult at epsilon 1 and delta 1e-9` {
  private static func records() throws -> DiscreteRecords {
    let folder = try #require(adultFolder)
    let sizes = try JSONDecoder().decode(
      [String: Int].self,
      from: Data(contentsOf: folder.appending(path: "pgm_adult-domain.json")))
    let bytes = try Data(contentsOf: folder.appending(path: "pgm_adult.csv"))
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    let names = String(decoding: try #require(lines.first), as: UTF8.self).split(separator: ",")
    var codes: [[Int32]] = names.map { _ in [] }
    for line in lines.dropFirst() {
      var (column, code): (Int, Int32) = (0, 0)
      for byte in line where byte != 13 {
        if byte == UInt8(ascii: ",") {
          codes[column].append(code)
          (column, code) = (column + 1, 0)
        } else {
          code = code * 10 + Int32(byte - 48)
        }
      }
      codes[column].append(code)
    }
    return try DiscreteRecords(
      codes: codes,
      of: AttributeDomain(
        names: names.map { String($0) }, sizes: names.map { try #require(sizes[String($0)]) }))
  }

  /// The mean total variation distance of pairs for one seed of the noise; over seeds it varies by some hundredths of itself.
  private static func error(_ name: String, _ yaml: String) async throws -> Double {
    let records = try records()
    let workload = try Workload(allOfSize: 2, of: records.domain)
    var settings = try Settings(yaml: yaml, file: "test.yaml")
    let ledger = try PrivacyLedger(
      .approximate(epsilon: 1, delta: 1e-9, accountant: "zcdp"), under: .addOrRemoveOne)
    let context = ReleaseContext(data: "Adult", noise: .seeded(1), threads: 2, keep: { _ in })
    var guarded = try GuardedRecords(records, ledger: ledger, context: context)
    let synthesis = try await synthesizer(named: name).init(&settings).publish(
      &guarded, for: workload)
    let pairs = workload.queries.map(\.clique)
    let (real, made) = (
      try await records.counts(of: pairs), try await synthesis.rows(seed: 1).counts(of: pairs)
    )
    return zip(real, made).reduce(0) { sum, tables in
      let (first, second) = (tables.0.reduce(0, +), tables.1.reduce(0, +))
      return sum
        + zip(tables.0, tables.1).reduce(0) {
          $0 + abs(Double($1.0) / Double(first) - Double($1.1) / Double(second)) / 2
        }
    } / Double(pairs.count)
  }

  @Test(
    "Pairs are off by no more than before, less with each better synthesizer",
    arguments: [
      ("mwem+pgm", "rounds: 5\niterations: 100", 0.19...0.22), ("independent", "", 0.078...0.082),
      ("mst", "", 0.051...0.057), ("aim", "iterations: 50\nlast-iterations: 200", 0.036...0.046),
    ])
  func errors(name: String, yaml: String, range: ClosedRange<Double>) async throws {
    let error = try await Self.error(name, yaml)
    #expect(range.contains(error), "\(error)")
  }
}
