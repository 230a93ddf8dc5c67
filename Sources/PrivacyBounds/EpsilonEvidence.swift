/// The scores that every family draws its own independent trials from.
package struct EpsilonEvidence: Sendable {
  /// Trials of one kind, or why there are none.
  package enum Trials<Value: Sendable>: Sendable {
    /// The trials.
    case given(Value)
    /// Why what there is are no such trials, and what would be.
    case refused(String)
  }

  /// The scores of one canary by models that were trained independently, one score a model.
  package struct ModelScores: Sendable {
    /// One score a model, higher meaning more member-like.
    package let scores: [Double]
    /// Whether the canary was in each model's training set.
    package let included: [Bool]

    /// Takes the scores.
    ///
    /// - Parameters:
    ///   - scores: One score a model.
    ///   - included: As many truth values.
    package init(scores: [Double], included: [Bool]) {
      precondition(scores.count == included.count, "\(scores.count) scores, \(included.count) bits")
      (self.scores, self.included) = (scores, included)
    }
  }

  /// The number of canaries that the families whose trial is a model look at, 1 or more.
  var canariesLookedAt: Int {
    if case .given(let sets) = models { sets.count } else { 1 }
  }

  /// What the split's randomness is keyed by.
  package let label: String
  /// The trials of the families whose trial is a model: a set for each canary that was declared to be looked at, 1 or more.
  ///
  /// A bound is the best of the canaries', each with its share of the error probability. Sets may depend on each other, as
  /// canaries of the same models do.
  package let models: Trials<[ModelScores]>
  /// The trials of the families whose trial is a canary, for each model.
  package let canaries: Trials<[CanaryScores]>
  /// The threshold that was fixed away from the trials; nil where there is none.
  package let threshold: Double?
  /// Several thresholds that were fixed away from the trials.
  package let thresholds: [Double]

  /// Collects the evidence.
  ///
  /// - Parameters:
  ///   - label: What the split's randomness is keyed by.
  ///   - models: The scores of one canary or more by many models, as many models for each.
  ///   - canaries: Many canaries' scores by each model.
  ///   - threshold: The threshold fixed away from the trials.
  ///   - thresholds: Several thresholds fixed away from the trials.
  package init(
    label: String, models: Trials<[ModelScores]>, canaries: Trials<[CanaryScores]>,
    threshold: Double? = nil, thresholds: [Double] = []
  ) {
    if case .given(let sets) = models {
      precondition(
        !sets.isEmpty && sets.allSatisfy { $0.scores.count == sets[0].scores.count },
        "sets of \(sets.map(\.scores.count)) models")
    }
    self.label = label
    self.models = models
    self.canaries = canaries
    self.threshold = threshold
    self.thresholds = thresholds
  }
}
