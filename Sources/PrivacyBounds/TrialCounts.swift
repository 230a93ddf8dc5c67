internal import Statistics

/// How a membership test at one threshold came out on independent models.
///
/// Each trial trains one model, on neighbouring data sets with the record in or out, and asks the
/// test once. Many canaries of one model are not such trials: they share its randomness.
package struct TrialCounts: Sendable, Equatable {
  /// The models with the record that were taken for such.
  package let truePositives: Int
  /// The models with the record that were taken for models without.
  package let falseNegatives: Int
  /// The models without the record that were taken for models with it.
  package let falsePositives: Int
  /// The models without the record that were taken for such.
  package let trueNegatives: Int

  /// The number of models with the record, 1 or more.
  package var positives: Int { truePositives + falseNegatives }
  /// The number of models without the record, 1 or more.
  package var negatives: Int { falsePositives + trueNegatives }

  /// Creates the counts of an audit that trained a model for every trial.
  ///
  /// - Parameters:
  ///   - truePositives: The models with the record that were taken for such.
  ///   - falseNegatives: The models with the record that were taken for models without.
  ///   - falsePositives: The models without the record that were taken for models with it.
  ///   - trueNegatives: The models without the record that were taken for such.
  ///   - models: The number of models trained independently, as many as trials.
  /// - Throws: `PrivacyBoundsError` when a count is negative, a side has no trial, or there are
  ///   fewer models than trials.
  package init(
    truePositives: Int, falseNegatives: Int, falsePositives: Int, trueNegatives: Int, models: Int
  ) throws(PrivacyBoundsError) {
    let counts = [truePositives, falseNegatives, falsePositives, trueNegatives]
    if let negative = counts.first(where: { $0 < 0 }) {
      throw PrivacyBoundsError("a count of trials is \(negative); counts are 0 or more")
    }
    self.truePositives = truePositives
    self.falseNegatives = falseNegatives
    self.falsePositives = falsePositives
    self.trueNegatives = trueNegatives
    try requireTrials(with: positives, without: negatives, models: models)
  }

  var outcome: EpsilonBound.Outcome {
    EpsilonBound.Outcome(
      trials: positives + negatives, guesses: positives + negatives,
      correct: truePositives + trueNegatives)
  }

  /// Upper bounds on both error rates that hold together at a level.
  func upperRates(_ level: AuditLevel) throws(PrivacyBoundsError) -> ErrorRates {
    try ErrorRates(
      falsePositive: exactUpper(falsePositives, of: negatives, level.significance / 2),
      falseNegative: exactUpper(falseNegatives, of: positives, level.significance / 2))
  }

  // The tail is passed as such: 1 less the level would lose the digits of a small one.
  private func exactUpper(_ errors: Int, of trials: Int, _ tail: Double) -> Double {
    guard errors < trials else { return 1 }
    return Beta(a: Double(errors + 1), b: Double(trials - errors)).quantile(upperTail: tail)
  }
}

/// Refuses trials that miss a side or share models.
func requireTrials(with: Int, without: Int, models: Int) throws(PrivacyBoundsError) {
  guard with >= 1, without >= 1 else {
    throw PrivacyBoundsError(
      "\(with) trials with the record and \(without) without bound nothing; give 1 of each or more")
  }
  guard models >= with + without else {
    throw PrivacyBoundsError(
      "needs independent models, one for each of \(with + without) trials, \(models) given; "
        + "bound many canaries of one model by a one-run audit")
  }
}
