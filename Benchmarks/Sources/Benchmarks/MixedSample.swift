import NearestNeighbors
import Statistics
import Tables

/// Two tables with the kinds of columns of UCI Adult: six numeric ones and eight of categories, none missing.
struct MixedSample {
  private static let levelCounts = [9, 16, 7, 15, 6, 5, 2, 42]
  static let numberCount = 6
  static var categoryCount: Int { levelCounts.count }

  let queries: Dataset
  let records: Dataset

  init(queries: Int, records: Int) {
    self.queries = Self.dataset("queries", queries)
    self.records = Self.dataset("records", records)
  }

  /// The tables in one domain, the ranges from both.
  func tables() throws -> (queries: MixedTable, records: MixedTable) {
    let domain = try MixedDomain(ranges: [queries, records], includesLabel: false)
    return (try MixedTable(queries, in: domain), try MixedTable(records, in: domain))
  }

  /// Writes numbers and codes row after row, each into a file of its own.
  func write(to folder: String) throws {
    for dataset in [queries, records] {
      var (numbers, codes): ([UInt64], [Int32]) = ([], [])
      for record in 0..<dataset.count {
        for feature in dataset.features {
          switch feature.values {
          case .numeric(let values): numbers.append(values[record].bitPattern)
          case .categorical(let categories): codes.append(categories.codes[record])
          }
        }
      }
      try Benchmarks.write(numbers, "\(folder)/\(dataset.name)-numbers")
      try Benchmarks.write(codes, "\(folder)/\(dataset.name)-codes")
    }
  }

  private static func dataset(_ name: String, _ count: Int) -> Dataset {
    var generator = SeededGenerator(seed: 1, label: name)
    var features: [Feature] = []
    for (column, bound) in [74, 1_000_000, 16, 100_000, 4_356, 99].enumerated() {
      // Two columns are zero for nine in ten, as gains and losses are.
      let share = column == 3 || column == 4 ? 0.1 : 1
      let values = (0..<count).map { _ in
        generator.bernoulli(share) ? Double(generator.integer(below: bound)) : 0
      }
      features.append(Feature(name: "n\(column)", values: .numeric(values)))
    }
    for (column, levels) in levelCounts.enumerated() {
      let codes = (0..<count).map { _ in Int32(generator.integer(below: levels)) }
      let categories = Categories(codes: codes, names: (0..<levels).map { "level \($0)" })
      features.append(Feature(name: "c\(column)", values: .categorical(categories)))
    }
    return Dataset(
      name: name, features: features,
      label: Categories(codes: Array(repeating: 0, count: count), names: ["no", "yes"]),
      groups: [], sources: [])
  }
}
