/// The bias of a dataset by several attributes, and how it falls with what is generated.
///
/// B is the sum of the attributes' divergences, by which the loop stops; L = 1/2 sum KL² is what it descends on (Pan et al. 2024,
/// section III-B).
package struct BiasLoss: Equatable, Sendable {
  /// The attributes; each record has a level of each.
  package let attributes: [AttributeBias]

  /// Sums attributes.
  package init(_ attributes: [AttributeBias]) {
    precondition(!attributes.isEmpty, "no attribute")
    self.attributes = attributes
  }

  /// The divergence of each attribute.
  ///
  /// - Parameter counts: Attributes x levels: records.
  /// - Returns: Nats.
  package func divergences(_ counts: [[Double]]) -> [Double] {
    zip(attributes, counts).map { $0.divergence($1) }
  }

  /// The total bias B.
  ///
  /// - Parameter counts: Attributes x levels: records.
  /// - Returns: Nats, at least 0.
  package func total(_ counts: [[Double]]) -> Double { divergences(counts).reduce(0, +) }

  /// The loss L.
  ///
  /// - Parameter counts: Attributes x levels: records.
  /// - Returns: Half the sum of squared divergences.
  package func value(_ counts: [[Double]]) -> Double {
    divergences(counts).reduce(0) { $0 + $1 * $1 } / 2
  }

  /// The counts that are to be expected once a batch has joined the data.
  ///
  /// - Parameters:
  ///   - counts: Attributes x levels: the records there are.
  ///   - batch: The records to generate.
  ///   - guidance: Attributes x levels: what the generator is asked for (the paper's Λ).
  /// - Returns: Attributes x levels.
  package func mixture(
    _ counts: [[Double]], batch: Double, guidance: [[Double]]
  ) -> [[Double]] {
    zip(counts, guidance).map { counts, shares in
      zip(counts, shares).map { $0 + batch * $1 }
    }
  }

  /// The gradient of L, after a batch has joined the data, by what the generator is asked for.
  ///
  /// With shares m = (n + s + bΛ) / (N + sK + b) it is KL(m) dKL/dm b / (N + sK + b): the data that are there already damp it.
  ///
  /// - Parameters:
  ///   - counts: Attributes x levels: the records there are.
  ///   - batch: The records to generate.
  ///   - guidance: Attributes x levels: shares of the batch.
  /// - Returns: Attributes x levels: derivatives by each share, the others held.
  package func gradient(
    _ counts: [[Double]], batch: Double, guidance: [[Double]]
  ) -> [[Double]] {
    let mixed = mixture(counts, batch: batch, guidance: guidance)
    return zip(attributes, mixed).map { attribute, counts in
      let total = counts.reduce(0, +) + attribute.smoothing * Double(counts.count)
      let factor = attribute.divergence(counts) * batch / total
      return attribute.slope(attribute.shares(counts)).map { $0 * factor }
    }
  }
}
