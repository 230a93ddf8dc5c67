package import Auditing
import Statistics
package import Tables

/// The canaries of an experiment, as records after those of its data, and the coins that include them.
package struct CanarySet: Sendable {
  /// The canaries, kind after kind.
  package let canaries: [Canary]
  /// The dataset with every copy of every canary after its own records.
  package let dataset: Dataset

  /// Makes the canaries.
  ///
  /// - Parameters:
  ///   - settings: How many of which kind.
  ///   - dataset: The data.
  ///   - population: Row numbers of records that no target sees, from which mislabelled ones are made.
  ///   - seed: The seed of the experiment.
  /// - Throws: `PipelinesError` where the data do not have what a kind needs.
  package init(
    _ settings: CanarySettings, of dataset: Dataset, population: [Int], seed: Int
  ) throws {
    let makers = CanaryMakers(dataset: dataset, population: population, seed: seed)
    var canaries: [Canary] = []
    var records: [Dataset.MadeRecord] = []
    for (kind, count) in settings.counts {
      for made in try makers.make(kind, count: count, group: settings.group) {
        let first = dataset.count + records.count
        canaries.append(
          Canary(
            kind: kind, group: made.group, rows: Array(first..<first + settings.copies)))
        records += Array(repeating: made.record, count: settings.copies)
      }
    }
    self.canaries = canaries
    self.dataset = dataset.appending(records)
  }

  /// Adds the canaries to a target's membership, each by a fair coin of its own.
  ///
  /// - Parameters:
  ///   - membership: The target's membership of the data's own records.
  ///   - target: The target's number from 0.
  ///   - seed: The seed of the experiment.
  /// - Returns: The membership with the parts 'canaries put in' and 'canaries left out'.
  /// - Throws: `AuditingError` where the membership is of another dataset.
  package func adding(to membership: Membership, target: Int, seed: Int) throws -> Membership {
    var generator = SeededGenerator(seed: UInt64(seed), label: "canaries/target \(target)")
    return try adding(
      to: membership, canaries.map { _ in generator.bernoulli(0.5) },
      assignment: .coinFlip(probability: 0.5))
  }

  /// Adds the canaries to a shadow's membership: by fair coins in shadows of even number, by their other sides in those that
  /// follow, so that every canary is in half of the models.
  ///
  /// - Parameters:
  ///   - membership: The shadow's membership of the data's own records.
  ///   - shadow: The shadow's number from 0.
  ///   - seed: The seed of the experiment.
  /// - Returns: The membership with the parts 'canaries put in' and 'canaries left out'.
  /// - Throws: `AuditingError` where the membership is of another dataset.
  package func adding(to membership: Membership, shadow: Int, seed: Int) throws -> Membership {
    var generator = SeededGenerator(seed: UInt64(seed), label: "canaries/shadows \(shadow / 2)")
    let side = shadow.isMultiple(of: 2)
    return try adding(
      to: membership, canaries.map { _ in generator.bernoulli(0.5) == side },
      assignment: .coinFlip(probability: 0.5))
  }

  private func adding(
    to membership: Membership, _ isIncluded: [Bool], assignment: Membership.Assignment
  ) throws -> Membership {
    func rows(_ side: Bool) -> [Int] {
      zip(canaries, isIncluded).filter { $0.1 == side }.flatMap(\.0.rows)
    }
    return try membership.adding(
      [
        .init(
          "canaries put in", role: .member, assignment: assignment, records: rows(true),
          isCanary: true),
        .init(
          "canaries left out", role: .nonMember, assignment: assignment, records: rows(false),
          isCanary: true),
      ], recordCount: dataset.count)
  }
}
