import Auditing
import Learning
package import Metrics
import Statistics
import Tables
import Tensors

/// How well a learner predicts real hold-out records after it learned from a release, beside after it learned from real records.
package struct TransferFigure: Equatable, Sendable {
  /// The learner's name.
  package let learner: String
  /// The measure.
  package let quality: PredictionQuality
  /// Learned from the release, tested on the hold-out (TSTR).
  package let release: UtilityReading
  /// Learned from the real records, tested on the hold-out (TRTR).
  package let real: UtilityReading
  /// The first less the second.
  package let gap: UtilityReading

  /// All readings in the order in which they are shown.
  package var readings: [UtilityReading] { [release, real, gap] }
}

/// What models that learned from a release and from real records are worth, and what they decide.
package struct TransferResult: Sendable {
  /// The decisions of one model on the hold-out.
  package struct Decisions: Equatable, Sendable {
    /// The likeliest class of each hold-out record, of equals the first.
    package let classes: [Int32]
    /// Hold-out records x classes, each row a distribution.
    let probabilities: Tensor<Double>

    /// The probability of a class for each hold-out record, from 0 to 1.
    ///
    /// - Parameter place: The class's place among the label's names.
    /// - Returns: One probability for each record, in the order of the hold-out.
    package func probability(of place: Int) -> [Double] {
      (0..<probabilities.rowCount).map {
        probabilities.scalars[$0 * probabilities.rowLength + place]
      }
    }
  }

  /// One figure for each measure.
  package let figures: [TransferFigure]
  /// What the first model that learned from the release decides; nil where none could learn.
  package let ofRelease: Decisions?
  /// What the first model that learned from the real records decides; nil where none could learn.
  package let ofReal: Decisions?
}

/// Trains a learner on the release and on the real records and tests both on the hold-out.
///
/// The label is the declared one. Columns are encoded by `FeatureEncoding`, fitted on the real records. Each table is used
/// whole, so a release of another size also differs by that. Nothing is tuned. Intervals are percentiles over resamples of
/// hold-out records, the same for both tables, and of the trainings; values are means over the trainings.
///
/// - Parameters:
///   - evidence: The tables; without a hold-out everything is not applicable.
///   - learner: The learner.
///   - plan: Trainings and intervals.
/// - Returns: One figure for each measure, not applicable with the `TrainingProblem` where a table cannot be learned from, and
///   the decisions of the first training on each table.
/// - Throws: `CancellationError`.
package func trainOnSynthetic(
  _ evidence: UtilityEvidence, learner: any Learner, plan: TransferPlan = TransferPlan()
) throws -> TransferResult {
  let transfer = Transfer(evidence, learner, plan)
  guard evidence.real.label.isGiven else {
    return transfer.result([.failure(.noLabel), .failure(.noLabel)])
  }
  guard let holdOut = evidence.holdOut else {
    return transfer.result([.failure(.noHoldOut), .failure(.noHoldOut)])
  }
  let encoding = FeatureEncoding(
    fittedOn: [evidence.real, evidence.release, holdOut], includesLabel: false)
  let test = Transfer.design(holdOut, encoding)
  return transfer.result(
    try zip([evidence.release, evidence.real], ["release", "real"]).map { table, name in
      try transfer.predictions(Transfer.design(table, encoding), name, test: test)
    })
}

/// One learner on one triple of tables.
private struct Transfer {
  /// The predictions of each training, or why there are none.
  typealias Outcome = Result<[Predictions], Failure>

  /// A reason with what is said of it.
  struct Failure: Error {
    let problem: TrainingProblem
    var detail: String?

    static let noHoldOut = Failure(problem: .noHoldOut)
    static let noLabel = Failure(problem: .noLabel)

    var description: String { problem.rawValue + (detail.map { ": \($0)" } ?? "") }
  }

  let evidence: UtilityEvidence
  let learner: any Learner
  let plan: TransferPlan
  /// The classes that occur in the real table.
  let classes: Int
  /// Of two classes the one that is rarer in the real table.
  let positive: Int32?

  init(_ evidence: UtilityEvidence, _ learner: any Learner, _ plan: TransferPlan) {
    (self.evidence, self.learner, self.plan) = (evidence, learner, plan)
    var counts = Array(repeating: 0, count: evidence.real.label.names.count)
    for code in evidence.real.label.codes { counts[Int(code)] += 1 }
    classes = counts.count { $0 > 0 }
    positive = counts.count == 2 ? (counts[0] < counts[1] ? 0 : 1) : nil
  }

  static func design(_ table: Dataset, _ encoding: FeatureEncoding) -> LabelledDesign {
    LabelledDesign(
      features: encoding.encode(table), labels: table.label.codes,
      classCount: table.label.names.count)
  }

  /// Trains as often as the plan says and predicts the hold-out.
  func predictions(
    _ training: LabelledDesign, _ name: String, test: LabelledDesign
  ) throws -> Outcome {
    if let problem = TrainingProblem.first(in: training, classes: classes) {
      return .failure(Failure(problem: problem))
    }
    do {
      return .success(
        try (0..<(learner.isSeeded ? plan.seeds : 1)).map { seed in
          try Task.checkCancellation()
          var generator = SeededGenerator(
            seed: evidence.plan.seed, label: "train on \(name) \(seed)")
          return Predictions(
            probabilities: try learner.probabilities(
              learningFrom: training, of: test.features, using: &generator),
            labels: test.labels, positive: positive)
        })
    } catch let error as LearningError {
      return .failure(Failure(problem: .notConverged, detail: error.description))
    } catch let error as TensorsError {
      return .failure(Failure(problem: .notConverged, detail: error.description))
    }
  }

  /// Measures the predictions after learning from the release and from the real table, and keeps the first of each.
  func result(_ outcomes: [Outcome]) -> TransferResult {
    let decisions = outcomes.map { outcome -> TransferResult.Decisions? in
      guard case .success(let trainings) = outcome, let first = trainings.first else { return nil }
      return TransferResult.Decisions(
        classes: first.predicted, probabilities: first.probabilities)
    }
    return TransferResult(
      figures: figures(outcomes), ofRelease: decisions[0], ofReal: decisions[1])
  }

  private func figures(_ outcomes: [Outcome]) -> [TransferFigure] {
    let count = evidence.holdOut?.count ?? 0
    let tables = outcomes.map { (outcome) -> [Predictions]? in
      if case .success(let predictions) = outcome { predictions } else { nil }
    }
    let resampled = ResampledQualities(
      tables, count: count, plan: plan, seed: evidence.plan.seed)
    return PredictionQuality.allCases.enumerated().map { place, quality in
      func reading(_ table: Int) -> UtilityReading {
        var failure: Failure?
        if case .failure(let found) = outcomes[table] { failure = found }
        return self.reading(
          ["tstr", "trtr"][table], quality, resampled.values[table][place], failure,
          table == 0 ? (quality.isHigherBetter ? .higherIsBetter : .lowerIsBetter) : .yardstick)
      }
      let failure = outcomes.lazy.compactMap { outcome in
        if case .failure(let failure) = outcome { failure } else { nil }
      }.first
      return TransferFigure(
        learner: type(of: learner).name, quality: quality, release: reading(0), real: reading(1),
        gap: self.reading(
          "tstr-gap", quality, resampled.gaps[place], failure,
          quality.isHigherBetter ? .higherIsBetter : .lowerIsBetter))
    }
  }

  private func reading(
    _ prefix: String, _ quality: PredictionQuality, _ estimate: ResampledQualities.Estimate?,
    _ failure: Failure?, _ direction: UtilityDirection
  ) -> UtilityReading {
    let trainings = learner.isSeeded ? plan.seeds : 1
    let convention =
      failure?.description
      ?? (estimate == nil
        ? "undefined on the hold-out"
        : "mean of \(trainings) trainings on all records, tested on the hold-out")
    return UtilityReading(
      Reading(
        "\(prefix)-\(quality.rawValue) \(type(of: learner).name)", value: estimate?.value,
        interval: estimate?.interval, count: evidence.holdOut?.count ?? 0,
        status: estimate == nil ? .notApplicable : .ok, convention: convention), direction)
  }
}
