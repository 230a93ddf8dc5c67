internal import Foundation

/// Batches that hold each record with the same chance, independently of the others.
///
/// It is what the analyses of sampled mechanisms ask for: not equal parts of a shuffled order.
package struct PoissonSampling: Sendable {
  private let most: Int
  private let logRest: Double

  /// Creates the rule.
  ///
  /// - Parameters:
  ///   - probability: The chance of each record, above 0; 1 takes all.
  ///   - most: The most records of a batch; the rest of a larger one is left out.
  package init(probability: Double, most: Int) {
    precondition(probability > 0 && probability <= 1, "records are in a batch with \(probability)")
    self.most = most
    logRest = log1p(-probability)
  }

  /// The total variation between one batch and the exact distribution, at most.
  ///
  /// A gap is the whole part of a quotient of logarithms with a relative error of 2^-51; that it crosses a whole number
  /// has a chance in proportion to the gap, and the gaps of a batch add up to the records.
  package static func slack(ofRecords count: Int) -> Double { Double(count) * 0x1p-50 }

  /// Draws a batch, by the gaps between its records.
  ///
  /// - Parameters:
  ///   - rows: What to choose from.
  ///   - source: `BulkNoise/secure` unless the outcome is not to be private.
  /// - Returns: The chosen rows in their order.
  /// - Throws: `PrivacyError` when there are no random bits.
  /// - Complexity: O(chosen rows).
  package func sample(
    _ rows: [Int], using source: inout BulkNoise
  ) throws(PrivacyError) -> [Int] {
    guard logRest.isFinite else { return Array(rows.prefix(most)) }
    var (batch, place) = ([Int](), 0)
    while batch.count < most {
      let uniform = (Double(try source.next() >> 11) + 1) * 0x1p-53
      let gap = log(uniform) / logRest
      guard gap < Double(rows.count - place) else { break }
      place += Int(gap)
      guard place < rows.count else { break }
      batch.append(rows[place])
      place += 1
    }
    return batch
  }
}
