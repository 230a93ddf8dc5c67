package import Statistics

/// The scores a membership test gave to independent models, higher meaning more member-like.
package struct TrialScores: Sendable, Equatable {
  /// The scores of the models trained with the record.
  package let with: [Double]
  /// The scores of the models trained without it.
  package let without: [Double]
  private let models: Int

  /// Creates the scores of an audit that trained a model for every score.
  ///
  /// - Parameters:
  ///   - with: The scores of the models trained with the record, 1 or more.
  ///   - without: The scores of the models trained without it, 1 or more.
  ///   - models: The number of models trained independently, as many as scores.
  /// - Throws: `PrivacyBoundsError` when a score is NaN, a side has no trial, or there are fewer
  ///   models than scores.
  package init(with: [Double], without: [Double], models: Int) throws(PrivacyBoundsError) {
    try requireNumbers(with, of: "trials with the record")
    try requireNumbers(without, of: "trials without the record")
    try requireTrials(with: with.count, without: without.count, models: models)
    self.with = with
    self.without = without
    self.models = models
  }

  /// The outcome of taking every model for a member that scores at least the threshold.
  ///
  /// - Parameter threshold: Any number or infinity.
  /// - Returns: The counts.
  /// - Throws: `PrivacyBoundsError` when the threshold is NaN.
  package func counts(at threshold: Double) throws(PrivacyBoundsError) -> TrialCounts {
    try requireNumbers([threshold], of: "thresholds")
    return try TrialCounts(
      truePositives: with.count { $0 >= threshold },
      falseNegatives: with.count { $0 < threshold },
      falsePositives: without.count { $0 >= threshold },
      trueNegatives: without.count { $0 < threshold }, models: models)
  }

  /// Splits both sides at random, half of each, rounded down, going to the first part.
  ///
  /// - Parameter generator: The source of the split.
  /// - Returns: The part to choose on and the part to judge on.
  /// - Throws: `PrivacyBoundsError` when a side has fewer than two trials.
  package func split(
    using generator: inout SeededGenerator
  ) throws(PrivacyBoundsError) -> (choosing: TrialScores, judging: TrialScores) {
    guard with.count >= 2, without.count >= 2 else {
      throw PrivacyBoundsError(
        "\(with.count) trials with the record and \(without.count) without cannot be split; "
          + "give 2 of each or more")
    }
    let (first, second) = (halves(with, &generator), halves(without, &generator))
    return (
      try part(with: first.head, without: second.head),
      try part(with: first.tail, without: second.tail)
    )
  }

  private func part(with: [Double], without: [Double]) throws(PrivacyBoundsError) -> TrialScores {
    try TrialScores(with: with, without: without, models: with.count + without.count)
  }

  private func halves(
    _ scores: [Double], _ generator: inout SeededGenerator
  ) -> (head: [Double], tail: [Double]) {
    let order = generator.permutation(scores.count).map { scores[$0] }
    return (Array(order.prefix(scores.count / 2)), Array(order.dropFirst(scores.count / 2)))
  }
}

/// Refuses scores that cannot be ordered.
func requireNumbers(_ scores: [Double], of what: String) throws(PrivacyBoundsError) {
  if let index = scores.firstIndex(where: { $0.isNaN }) {
    throw PrivacyBoundsError(
      "score \(index + 1) of \(scores.count) \(what) is NaN; leave the trial out or score it")
  }
}
