import Foundation
package import Statistics

/// What methods of collaboration came to on held-out records, over several seeds.
package struct CollaborationTable: Sendable, Codable, Equatable {
  /// One method under one seed.
  package struct Entry: Sendable, Codable, Equatable {
    /// The method's name.
    package let method: String
    /// The seed's number from 0.
    package let seed: Int
    /// The measures by name; what does not apply is absent.
    package let values: [String: Double]

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - method: The method's name.
    ///   - seed: The seed's number from 0.
    ///   - values: The measures by name.
    package init(method: String, seed: Int, values: [String: Double]) {
      (self.method, self.seed, self.values) = (method, seed, values)
    }
  }

  /// A measure's mean over seeds.
  package struct Summary: Sendable, Equatable {
    /// The mean.
    package let mean: Double
    /// Student's t interval over seeds; nil with fewer than two.
    package let interval: Interval?

    /// Summarises values.
    ///
    /// - Parameters:
    ///   - values: One value for each seed.
    ///   - level: The confidence level.
    package init?(_ values: [Double], level: Double) {
      guard !values.isEmpty, values.allSatisfy({ $0.isFinite }) else { return nil }
      mean = values.reduce(0, +) / Double(values.count)
      interval = try? meanInterval(of: values, level: level)
    }
  }

  /// What was declared before any result: less unfair than federated averaging at an accuracy at most one point lower.
  package struct Comparison: Sendable, Equatable {
    /// The method.
    package let method: String
    /// Its unfairness less that of federated averaging, paired over seeds.
    package let unfairness: Summary
    /// Its accuracy less that of federated averaging, paired over seeds.
    package let accuracy: Summary

    /// The most that accuracy may be lower.
    package static let margin = 0.01

    /// Whether the interval of the unfairness lies below 0 and that of the accuracy above minus one point.
    package var holds: Bool {
      guard let unfair = unfairness.interval, let accurate = accuracy.interval else { return false }
      return unfair.high < 0 && accurate.low > -Self.margin
    }
  }

  /// The methods in the order of the table.
  package let methods: [String]
  /// The measures in the order of the table.
  package let measures: [String]
  /// The measure that stands for unfairness; smaller is fairer.
  package let unfairness: String
  /// The confidence level of all intervals.
  package let level: Double
  /// All entries.
  package let entries: [Entry]
  /// Clients and methods that came to nothing, with the reason.
  package let remarks: [String]

  /// The measure of accuracy.
  package static let accuracy = "accuracy"
  /// The measure of how far the constraints' worst row is beyond its bound on held-out records; below 0 where all hold.
  package static let excess = "constraint excess"

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - methods: The methods in the order of the table.
  ///   - measures: The measures in the order of the table.
  ///   - unfairness: The measure that stands for unfairness.
  ///   - level: The confidence level of all intervals.
  ///   - entries: All entries.
  ///   - remarks: Clients and methods that came to nothing.
  package init(
    methods: [String], measures: [String], unfairness: String, level: Double, entries: [Entry],
    remarks: [String]
  ) {
    (self.methods, self.measures, self.unfairness) = (methods, measures, unfairness)
    (self.level, self.entries, self.remarks) = (level, entries, remarks)
  }

  /// The values of a measure over seeds.
  private func values(_ method: String, _ measure: String) -> [Int: Double] {
    var found: [Int: Double] = [:]
    for entry in entries where entry.method == method { found[entry.seed] = entry.values[measure] }
    return found
  }

  /// A measure's mean with its interval over seeds.
  ///
  /// - Parameters:
  ///   - measure: The measure.
  ///   - method: The method.
  /// - Returns: The summary; nil where no seed has the measure.
  package func summary(_ measure: String, of method: String) -> Summary? {
    Summary(values(method, measure).sorted { $0.key < $1.key }.map(\.value), level: level)
  }

  /// The declared comparison of a method with federated averaging.
  ///
  /// - Parameter method: The method.
  /// - Returns: The comparison; nil where either was not run on any seed, or it is federated averaging itself.
  package func comparison(_ method: String) -> Comparison? {
    guard method != FederatedAveraging.name,
      let unfair = difference(unfairness, method), let accurate = difference(Self.accuracy, method)
    else { return nil }
    return Comparison(method: method, unfairness: unfair, accuracy: accurate)
  }

  private func difference(_ measure: String, _ method: String) -> Summary? {
    let (own, other) = (values(method, measure), values(FederatedAveraging.name, measure))
    let seeds = own.keys.filter { other[$0] != nil }.sorted()
    return Summary(
      seeds.compactMap { seed in own[seed].flatMap { one in other[seed].map { one - $0 } } },
      level: level)
  }
}
