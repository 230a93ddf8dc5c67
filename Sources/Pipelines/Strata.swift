import Auditing
package import Statistics
package import Tables

/// The strata within which records are drawn, so that each draw holds them in their proportions.
package struct Strata: Equatable, Sendable {
  /// The stratum of each record of the dataset.
  private let codes: [Int]

  /// Divides a dataset into strata.
  ///
  /// - Parameters:
  ///   - names: `label`, or names of groups; records that agree in all of them are one stratum.
  ///   - dataset: The dataset.
  /// - Throws: `PipelinesError` naming what is neither.
  package init(_ names: [String], of dataset: Dataset) throws(PipelinesError) {
    var codes = Array(repeating: 0, count: dataset.count)
    for name in names {
      let categories =
        name == "label"
        ? dataset.label : dataset.groups.first { $0.name == name }?.categories
      guard let categories else {
        let known = ["label"] + dataset.groups.map(\.name)
        throw PipelinesError(
          "'stratify' names '\(name)', which is none of \(known.joined(separator: ", "))")
      }
      for record in codes.indices {
        codes[record] =
          codes[record] * (categories.names.count + 1) + Int(categories.codes[record]) + 1
      }
    }
    self.codes = codes
  }

  /// Puts records into a random order of which each beginning holds every stratum in its proportion.
  ///
  /// Each stratum is shuffled and spread evenly over the order, from a random start; with one stratum this is a shuffle.
  ///
  /// - Parameters:
  ///   - records: Row numbers.
  ///   - generator: Draws the order.
  /// - Returns: The same row numbers.
  package func order(_ records: [Int], using generator: inout SeededGenerator) -> [Int] {
    let shuffled = generator.permutation(records.count).map { records[$0] }
    let strata = Dictionary(grouping: shuffled) { codes[$0] }
    guard strata.count > 1 else { return shuffled }
    var placed: [(position: Double, record: Int)] = []
    for code in strata.keys.sorted() {
      let members = strata[code] ?? []
      let start = generator.uniform()
      for (rank, record) in members.enumerated() {
        placed.append(((Double(rank) + start) / Double(members.count), record))
      }
    }
    return placed.sorted { ($0.position, $0.record) < ($1.position, $1.record) }.map(\.record)
  }
}
