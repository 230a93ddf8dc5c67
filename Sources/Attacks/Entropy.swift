package import Auditing

/// The entropy of the target's class probabilities, negated: members tend to get the more decided answer.
///
/// Not monotone in the confidence of the label: a target that is sure of another class has a low entropy as well.
package struct Entropy: OneOutputAttack {
  package static let declaration = AttackDeclaration(
    Declaration("entropy", version: 1, "minus the entropy of the target's class probabilities"),
    threatModel: ThreatModel(
      access: "the target's probability of each class", knowledge: "the records"),
    source: "Song and Mittal 2021, the entropy without class thresholds", isMonotone: false)

  static let statistic = OutputStatistic.entropy
  static let isNegated = true
}
