package import Auditing
package import Settings

/// The logarithm of the record's likelihood ratio p(x | target) / p(x), as it is.
///
/// RMIA's score is a step function of this ratio, so both order records alike; the ratio has no ties and needs no population.
/// p(x) is half the mean probability of the models that saw x plus half that of those that did not.
package struct RMIARatio: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "rmia-ratio", version: 1, "log of the label's probability over its mean in reference models"),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: Knowledge.modelsOnBothSides),
    source: "Zarifzadeh, Liu and Shokri 2024, the ratio of x in equation 2", isMonotone: true)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.target(.loss), .references(.loss), .referenceMembers]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    try onlineLogRatios(signals.audited, allowsUnseen: false)
  }
}
