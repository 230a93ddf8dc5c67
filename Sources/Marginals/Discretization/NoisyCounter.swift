package import Privacy

/// Counts of records with noise that a ledger pays for, each before it is drawn.
///
/// Claim: discrete Gaussian noise of parameter sigma on the cells of one histogram, of which adding or removing a record changes one
/// by 1, is 1 / (2 sigma²)-zCDP.
package struct NoisyCounter {
  /// What was spent.
  package private(set) var ledger: PrivacyLedger
  private let context: ReleaseContext

  /// Creates a counter.
  ///
  /// - Parameters:
  ///   - ledger: What pays, for adding or removing one record.
  ///   - context: Where noise comes from, and who keeps the ledger.
  package init(_ ledger: PrivacyLedger, context: ReleaseContext) {
    (self.ledger, self.context) = (ledger, context)
  }

  /// Publishes a histogram.
  ///
  /// - Parameters:
  ///   - counts: The true counts; every record is in at most one.
  ///   - label: What they are of, unique in the ledger.
  ///   - noise: The noise.
  ///   - publish: What becomes of the noisy counts before they are recorded.
  /// - Returns: What may be published.
  /// - Throws: `PrivacyError` where the budget would be exceeded; what keeping throws.
  mutating func histogram(
    _ counts: [Int], _ label: String, noise: DiscreteGaussian,
    publishing publish: ([Int]) -> [Int] = { $0 }
  ) throws -> [Int] {
    var source = context.noise.source(for: label)
    return try ledger.release(
      noise.event(under: .addOrRemoveOne), for: label, on: context.data, keeping: context.keep
    ) {
      let noisy = try noise.add(to: counts, from: &source)
      return NoisyCounts(publish(noisy.values), origin: noisy.origin)
    }.values
  }
}
