import Foundation
import Marginals
import Statistics

/// A table of codes that synthesizers are measured on.
struct DiscreteSample: Sendable {
  /// What remarks call it.
  let name: String
  let records: DiscreteRecords

  /// The sizes of UCI Adult's 14 columns, with numbers cut into up to 100 bins.
  private static let adultColumns: [(name: String, size: Int)] = [
    ("age", 85), ("workclass", 9), ("fnlwgt", 100), ("education-num", 16), ("marital-status", 7),
    ("occupation", 15), ("relationship", 6), ("race", 5), ("sex", 2), ("capital-gain", 100),
    ("capital-loss", 100), ("hours-per-week", 99), ("native-country", 42), ("income>50K", 2),
  ]

  private init(_ name: String, _ records: DiscreteRecords) {
    (self.name, self.records) = (name, records)
  }

  /// UCI Adult in bins where it is beside the repository or in the folder that ROLLCALL_DATA names, else drawn records of its shape.
  static func adult() throws -> DiscreteSample {
    let folder = ProcessInfo.processInfo.environment["ROLLCALL_DATA"] ?? "../../shared/data"
    let domain = try adultDomain()
    guard let text = try? String(contentsOfFile: "\(folder)/adult/pgm_adult.csv", encoding: .utf8)
    else { return DiscreteSample("drawn records of Adult's shape", drawn(48_842, seed: 1, domain)) }
    let lines = text.split(separator: "\n")
    var codes: [[Int32]] = domain.names.map { _ in [] }
    for line in lines.dropFirst() {
      for (column, field) in line.split(separator: ",").enumerated() {
        guard column < codes.count, let code = Int32(field) else {
          throw BenchmarksError("pgm_adult.csv has '\(field)' for a code; take the published file")
        }
        codes[column].append(code)
      }
    }
    return DiscreteSample("Adult", try DiscreteRecords(codes: codes, of: domain))
  }

  static func adultDomain() throws -> AttributeDomain {
    try AttributeDomain(names: adultColumns.map(\.name), sizes: adultColumns.map(\.size))
  }

  /// 569 drawn records of 10 attributes with five levels each, as of a small medical table in quintiles.
  static func small() throws -> DiscreteSample {
    let domain = try AttributeDomain(
      names: (1...10).map { "c\($0)" }, sizes: Array(repeating: 5, count: 10))
    return DiscreteSample("569 drawn records", drawn(569, seed: 2, domain))
  }

  /// Records whose attributes all lean to a hidden number.
  static func drawn(_ count: Int, seed: UInt64, _ domain: AttributeDomain) -> DiscreteRecords {
    var generator = SeededGenerator(seed: seed, label: "discrete sample")
    var codes = domain.sizes.map { _ in Array(repeating: Int32(0), count: count) }
    for row in 0..<count {
      let hidden = generator.uniform()
      for (column, size) in domain.sizes.enumerated() {
        let share = 0.6 * hidden + 0.4 * generator.uniform()
        codes[column][row] = Int32(share * share * Double(size))
      }
    }
    guard let records = try? DiscreteRecords(codes: codes, of: domain) else {
      preconditionFailure("drawn codes lie outside their domain")
    }
    return records
  }

  /// Writes what the peer reads: `table.csv` and `domain.json`.
  func write(to folder: String) throws {
    let domain = records.domain
    var text = domain.names.joined(separator: ",") + "\n"
    for row in 0..<records.count {
      text += records.codes.map { String($0[row]) }.joined(separator: ",") + "\n"
    }
    try Data(text.utf8).write(to: URL(filePath: folder + "/table.csv"))
    let sizes = Dictionary(uniqueKeysWithValues: zip(domain.names, domain.sizes))
    try JSONEncoder().encode(sizes).write(to: URL(filePath: folder + "/domain.json"))
  }
}
