package import Auditing
package import Settings
import Tensors

/// The moments of a record's losses over its queries, given to a classifier that learned from shadows.
///
/// Yu et al. 2021, with two differences: the classifier learns from reference models, where the published numbers come from one
/// that learned from members of the target (`m-moments-insider`), and it is a `MembershipClassifier` on the 20 moments and their
/// logarithms, where the paper has a network of two hidden layers of 20.
package struct Moments: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "m-moments", version: 1,
      "log odds of membership from the moments of the losses over the queries, learned from shadows"
    ),
    threatModel: ThreatModel(
      access: "the target's probability of each record's label, for several versions of the record",
      knowledge:
        "the records, their labels, how versions are made, and reference models trained as "
        + "the target is, on some of the attacked records or with 'learnOn: population' on records "
        + "that the target never saw"),
    source: "Yu et al. 2021, M_moments, with a ridge logistic regression calibrated on shadows",
    isMonotone: false, fixedThreshold: 0)

  private let shadows: LearnedFromShadows

  package init(_ settings: inout Settings) throws { shadows = try LearnedFromShadows(&settings) }

  package var requirements: Set<SignalRequirement> { shadows.requirements(.loss) }

  package func scores(for signals: Signals) throws -> [Double] {
    let losses = try signals.audited.values(.loss)
    try LossMoments.checkQueries(losses.rowLength)
    let bank = try shadows.source.outputs(in: signals, .loss).bank(.loss)
    try checkWidths(losses.rowLength, bank.queryCount, of: "queries")
    let rows = BankRows(bank, width: LossMoments.width) { losses, _ in
      LossMoments.features(losses)
    }
    // Targets share the bank, and with it the model.
    let model = try bank.derived(MembershipClassifier.self, named: "m-moments/\(shadows.ridge)") {
      try rows.classifier(ridge: shadows.ridge)
    }
    return model.scores(losses, LossMoments.features)
  }
}
