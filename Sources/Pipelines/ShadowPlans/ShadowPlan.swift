import Auditing
import Statistics
import Tables

/// Which records each of many shadow models is to be trained on, where somebody else trains them.
///
/// Models are drawn one by one or in pairs from the seed, so that a plan with more models begins with those of one with fewer.
package struct ShadowPlan: Equatable, Sendable {
  /// How records come into a model.
  package enum Subsets: String, CaseIterable, Sendable {
    /// In pairs: one model gets a random half of the audited records and the next one the rest.
    case halves
    /// Each audited record by an independent fair coin.
    case coins
  }

  /// The seed of the draws.
  package let seed: Int
  /// How records come into a model.
  package let subsets: Subsets
  /// The number of records of the data, those that are not audited among them.
  package let recordCount: Int
  /// The row numbers of the audited records, ascending; no model gets any other.
  package let audited: [Int]
  /// For each model whether it gets each record of the data.
  package let keep: [[Bool]]

  /// Draws a plan.
  ///
  /// - Parameters:
  ///   - models: The number of models; even for halves.
  ///   - audited: The row numbers of the audited records, ascending.
  ///   - recordCount: The number of records of the data.
  ///   - subsets: How records come into a model.
  ///   - seed: The seed of the draws.
  /// - Throws: `PipelinesError` where there are too few records, or an odd number of halves.
  package init(
    models: Int, audited: [Int], recordCount: Int, subsets: Subsets, seed: Int
  ) throws(PipelinesError) {
    guard audited.count >= 2 * Split.smallestSide else {
      throw PipelinesError(
        "\(audited.count) audited records: at least \(2 * Split.smallestSide) are needed")
    }
    guard subsets != .halves || models.isMultiple(of: 2) else {
      throw PipelinesError("\(models) models: halves come in pairs, so give an even number")
    }
    (self.seed, self.subsets, self.recordCount) = (seed, subsets, recordCount)
    self.audited = audited
    keep = (0..<models).map { model in
      var row = Array(repeating: false, count: recordCount)
      switch subsets {
      case .halves:
        var generator = SeededGenerator(seed: UInt64(seed), label: "plan/pair \(model / 2)")
        let order = generator.permutation(audited.count)
        let half = audited.count / 2
        for place in model.isMultiple(of: 2) ? order.prefix(half) : order.dropFirst(half) {
          row[audited[place]] = true
        }
      case .coins:
        var generator = SeededGenerator(seed: UInt64(seed), label: "plan/coins \(model)")
        for record in audited { row[record] = generator.bernoulli(0.5) }
      }
      return row
    }
  }

  /// The number of models.
  package var modelCount: Int { keep.count }

  /// A number that plans share which differ in their number of models alone.
  package var fingerprint: Int64 {
    let rows = audited.map(String.init).joined(separator: ",")
    let text = "1 \(seed) \(subsets.rawValue) \(recordCount) \(rows)"
    let digits = sha256(of: Array(text.utf8)).prefix(15)
    return Int64(digits, radix: 16) ?? 0
  }
}
