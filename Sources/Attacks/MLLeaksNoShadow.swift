package import Auditing

/// The largest class probability, whether it is the label's or not: members are predicted more confidently.
///
/// Salem et al. 2019, adversary 3, as log odds, which rank as the probabilities do. Their threshold comes from random inputs; here
/// it is fitted as other attacks' are.
package struct MLLeaksNoShadow: OneOutputAttack {
  package static let declaration = AttackDeclaration(
    Declaration("ml-leaks-3", version: 1, "log odds of the target's largest class probability"),
    threatModel: ThreatModel(
      access: "the target's largest class probability", knowledge: "the records without labels"),
    source: "Salem et al. 2019, adversary 3 (the largest posterior)", isMonotone: true)

  static let statistic = OutputStatistic.largestConfidence
}
