package import Auditing
package import Settings
import Tensors

/// The moments of a record's losses over its queries, given to a classifier that learned from other members of the target.
///
/// This is how the published numbers of Yu et al. 2021 come about: 200 members and 200 non-members of the target itself train the
/// network. No outsider has them, so that the score says what the literature reports and not what an attacker can do. Here it is
/// cross-fitted: no record's membership takes part in its own score. The paper also reports the best of many evaluations on
/// the records that it attacks, which is not repeated.
package struct MomentsInsider: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "m-moments-insider", version: 1,
      "log odds of membership from the moments of the losses, learned from the target's own members"
    ),
    threatModel: ThreatModel(
      access: "the target's probability of each record's label, for several versions of the record",
      knowledge: "the true membership of most of the other attacked records, which no outsider has"),
    source: "Yu et al. 2021, M_moments as published, with a cross-fitted ridge logistic regression",
    isMonotone: false, fixedThreshold: 0)

  private let folds: Int
  private let ridge: Double

  package init(_ settings: inout Settings) throws {
    folds = try settings.folds()
    ridge = try settings.ridge()
  }

  package var requirements: Set<SignalRequirement> { [.records, .target(.loss)] }

  package func scores(for signals: Signals) throws -> [Double] {
    guard let labelled = signals.labelled else {
      throw AuditingError("the records were not collected")
    }
    let losses = try signals.audited.values(.loss)
    try LossMoments.checkQueries(losses.rowLength)
    let features = (0..<losses.rowCount).map { LossMoments.features(Array(losses.row($0))) }
    return try labelled.crossFitted(folds: folds) { training, isMember, scored in
      var rows = TrainingRows(width: LossMoments.width)
      for (record, isMember) in zip(training, isMember) {
        rows.append(features[record], isMember: isMember)
      }
      // With one side alone there is nothing to learn, and the odds stay even.
      guard rows.smallerSide > 0 else { return Array(repeating: 0, count: scored.count) }
      let model = try MembershipClassifier(rows, ridge: ridge)
      return scored.map { model.score(of: features[$0]) }
    }
  }
}
