package import Settings

/// A way to publish a private model of records, from which synthetic ones are made.
///
/// Conformers learn from the records only through `GuardedRecords`, and spend its budget at most. Adding up is by zero-concentrated
/// privacy, with neighbours that differ by one record added or removed; a budget of ε and δ is converted tightly
/// (`ZeroConcentrated`).
package protocol Synthesizer: Sendable {
  /// What settings call it.
  static var name: String { get }

  /// Reads the settings.
  init(_ settings: inout Settings) throws

  /// Measures, fits and publishes.
  ///
  /// - Parameters:
  ///   - records: The private records behind their ledger.
  ///   - workload: What the synthetic records shall keep, over the records' domain.
  /// - Returns: The model, and what it was fitted to.
  /// - Throws: `PrivacyError` where the budget does not allow a release, `MarginalsError` where the model would be too large,
  ///   `CancellationError`, and whatever keeping the ledger throws. The ledger in `records` is good after any of them.
  func publish(_ records: inout GuardedRecords, for workload: Workload) async throws -> Synthesis
}

/// All synthesizers, the plainest first.
package let synthesizers: [any Synthesizer.Type] = [
  IndependentMarginals.self, MaximumSpanningTree.self, MultiplicativeWeights.self, AIM.self,
]

/// The synthesizer of a name.
///
/// - Parameter name: A name from `synthesizers`.
/// - Returns: Its type.
/// - Throws: `MarginalsError` listing the names there are.
package func synthesizer(named name: String) throws(MarginalsError) -> any Synthesizer.Type {
  guard let type = synthesizers.first(where: { $0.name == name }) else {
    throw MarginalsError(
      "there is no synthesizer '\(name)'; choose one of "
        + synthesizers.map { $0.name }.joined(separator: ", "))
  }
  return type
}

/// A published model, and what it was fitted to.
///
/// All of it was paid for: whatever is made of it tells nothing more of the records.
package struct Synthesis: Sendable {
  /// The fitted distribution; its total is estimated from the noisy counts.
  package let model: MarkovModel
  /// The noisy marginals in the order of their measurement.
  package let measurements: [LinearMeasurement]

  /// Makes records.
  ///
  /// - Parameters:
  ///   - count: The number of records; nil for the model's total.
  ///   - seed: Decides the records, and may be public.
  ///   - generation: By rounding or by sampling.
  /// - Returns: Records of the model's domain.
  package func rows(
    count: Int? = nil, seed: UInt64, by generation: RowGeneration = .rounding
  ) -> DiscreteRecords {
    model.rows(count: count, seed: seed, by: generation)
  }
}
