package import Auditing
package import Settings

/// The loss of the target on the record, negated: members tend to have the lower loss.
package struct LossThreshold: Attack {
  package static let declaration = AttackDeclaration(
    Declaration("m-loss", version: 1, "minus the target's cross-entropy on the record"),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: Knowledge.labels),
    source: "Yeom et al. 2018, adversary 2 (the bounded-loss adversary's score)", isMonotone: true)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { [.target(.loss)] }

  package func scores(for signals: Signals) throws -> [Double] {
    try signals.audited.firstQuery(.loss).map { -$0 }
  }
}
