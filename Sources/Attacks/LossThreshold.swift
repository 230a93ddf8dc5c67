package import Auditing

/// The loss of the target on the record, negated: members tend to have the lower loss.
package struct LossThreshold: OneOutputAttack {
  package static let declaration = AttackDeclaration(
    Declaration("m-loss", version: 1, "minus the target's cross-entropy on the record"),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: Knowledge.labels),
    source: "Yeom et al. 2018, adversary 2 (the bounded-loss adversary's score)", isMonotone: true)

  static let statistic = OutputStatistic.loss
  static let isNegated = true
}
