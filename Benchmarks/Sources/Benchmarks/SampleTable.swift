import Foundation
import Statistics
import Tables

/// A table with the columns of UCI Adult: six numeric ones, eight with levels, and a label.
struct SampleTable {
  static let recordCount = 300_000

  let numeric = [
    "age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week",
  ]
  private let levelCounts = [
    ("workclass", 9), ("education", 16), ("marital-status", 7), ("occupation", 15),
    ("relationship", 6), ("race", 5), ("sex", 2), ("native-country", 42), ("income", 2),
  ]
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
      text +=
        "\(17 + generator.integer(below: 74)),\(12_285 + generator.integer(below: 1_000_000)),"
      text += "\(1 + generator.integer(below: 16)),\(gain(&generator)),\(gain(&generator)),"
      text += "\(1 + generator.integer(below: 99))"
      for (name, count) in levelCounts {
        let isMissing = name != "income" && generator.bernoulli(0.02)
        text += isMissing ? ",?" : ",\(name)-\(generator.integer(below: count))"
      }
      text += "\n"
    }
    return text
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
