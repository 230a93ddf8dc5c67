import Foundation
import Statistics
import Tables

/// A table of 40 columns: 16 numeric ones, 23 with levels, and a label, with values as in census data.
struct SampleTable {
  static let recordCount = 300_000

  let numeric = (1...16).map { "n\($0)" }
  private let levelCounts =
    zip(1..., [9, 16, 7, 15, 6, 5, 2, 42, 3, 12, 4, 25, 8, 51, 2, 10, 20, 6, 3, 30, 5, 14, 7]).map {
      ("level-\($0)", $1)
    } + [("income", 2)]
  var categorical: [String] { levelCounts.map(\.0) }

  var schema: Schema {
    Schema(
      numeric: numeric, categorical: Array(categorical.dropLast()), label: "income",
      missing: ["?"])
  }

  /// Draws the records; one in fifty levels is missing, the label never.
  func text() -> String {
    var generator = SeededGenerator(seed: 1, label: "table")
    var text = (numeric + categorical).joined(separator: ",") + "\n"
    for _ in 0..<Self.recordCount {
      text += numeric.indices.map { number($0, &generator) }.joined(separator: ",")
      for (name, count) in levelCounts {
        let isMissing = name != "income" && generator.bernoulli(0.02)
        text += isMissing ? ",?" : ",\(name)-\(generator.integer(below: count))"
      }
      text += "\n"
    }
    return text
  }

  /// Short and long whole numbers, mostly zeros, and numbers with two decimals of a quarter each.
  private func number(_ column: Int, _ generator: inout SeededGenerator) -> String {
    switch column % 4 {
    case 0: "\(17 + generator.integer(below: 74))"
    case 1: "\(12_285 + generator.integer(below: 1_000_000))"
    case 2: "\(gain(&generator))"
    default:
      "\(generator.integer(below: 10_000)).\(["00", "25", "50", "75"][generator.integer(below: 4)])"
    }
  }

  private func gain(_ generator: inout SeededGenerator) -> Int {
    generator.bernoulli(0.9) ? 0 : generator.integer(below: 100_000)
  }
}

/// What two readers of the same table must agree on.
struct TableDigest: Equatable, Decodable {
  private let records: Int
  private let sums: [Double]
  private let levels: [Int]
  private let missing: Int

  init(_ dataset: Dataset) {
    var (sums, levels, missing): ([Double], [Int], Int) = ([], [], 0)
    for feature in dataset.features {
      switch feature.values {
      case .numeric(let numbers): sums.append(numbers.reduce(0, +))
      case .categorical(let categories):
        levels.append(categories.names.count)
        missing += categories.codes.count { $0 < 0 }
      }
    }
    records = dataset.count
    self.sums = sums
    self.levels = levels + [dataset.label.names.count]
    self.missing = missing
  }

  /// Whole numbers below 2^53 add up exactly in any order, so equality is the right test.
  func check(_ other: TableDigest) throws {
    guard self == other else {
      throw BenchmarksError("we read \(self), the peer \(other); the comparison is void")
    }
  }
}
