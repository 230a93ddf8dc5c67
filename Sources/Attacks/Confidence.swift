package import Auditing

/// The log odds that the target gives to the record's label.
///
/// The confidence itself runs into 1 as the softmax saturates; its log odds are computed from differences of class scores and
/// keep telling records apart. The order is that of the confidence, and of minus the loss.
package struct Confidence: OneOutputAttack {
  package static let declaration = AttackDeclaration(
    Declaration("confidence", version: 1, "the target's log odds of the record's label"),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: Knowledge.labels),
    source: "Song and Mittal 2021, the confidence without class thresholds, as log odds",
    isMonotone: true)

  static let statistic = OutputStatistic.scaledConfidence
}
