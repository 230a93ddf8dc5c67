import Attacks
import Statistics
import Tensors

/// Models' losses of candidates over several versions of each, from which an attack model learns what having been trained on looks like.
///
/// As with likelihood ratios the attacked run's model is left out, and for each record one more of the other coin.
struct MomentReferences {
  /// The attack model for each run.
  private let models: [MembershipClassifier]

  /// Learns from models before unlearning; nil where a record has fewer than two on a side.
  ///
  /// - Parameters:
  ///   - losses: Models x candidates x versions.
  ///   - included: Models x candidates: true where the model was trained on the record.
  /// - Throws: `LearningError` where the regression does not converge.
  init?(_ losses: [[[Double]]], included: [[Bool]]) throws {
    let references = ReferenceRuns(values: losses.map { $0.map { $0[0] } }, included: included)
    guard references.likelihoodRatios(of: losses[0].map { $0[0] }, attacking: 0) != nil else {
      return nil
    }
    let features = losses.map { $0.map(LossMoments.features) }
    models = try losses.indices.map { run in
      var rows = TrainingRows(width: LossMoments.width)
      references.forEachReference(of: run) { model, record in
        rows.append(features[model][record], isMember: included[model][record])
      }
      return try MembershipClassifier(rows, ridge: 1)
    }
  }

  /// The log odds of having been trained on, for each candidate.
  ///
  /// - Parameters:
  ///   - losses: The attacked model's, candidates x versions.
  ///   - run: The attacked model's run.
  /// - Returns: One score for each candidate.
  func scores(of losses: [[Double]], attacking run: Int) -> [Double] {
    let model = models[run % models.count]
    return losses.map { model.score(of: LossMoments.features($0)) }
  }
}

extension ForgettingEvidence.Bank {
  /// Runs x candidates x versions: the losses of each version's label, the record itself first; nil where models were asked once.
  ///
  /// - Parameters:
  ///   - own: The losses of the records themselves, runs x candidates.
  ///   - labels: The class of each candidate.
  /// - Returns: The losses.
  func losses(beside own: [[Double]], labels: [Int32]) -> [[[Double]]]? {
    guard versions.contains(where: { !$0.isEmpty }) else { return nil }
    return zip(own, versions).map { own, versions in
      let others = versions.map { ClassScores($0, labels: labels).losses }
      return own.indices.map { record in [own[record]] + others.map { $0[record] } }
    }
  }
}
