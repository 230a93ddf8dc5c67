package import Auditing
package import Settings

/// The mean loss of the reference models that did not see the record, less the target's loss on it.
package struct CalibratedLoss: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "calibrated-loss", version: 1,
      "mean loss of the models that did not see it, less the target's"
    ),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: Knowledge.modelsWithout),
    source: "Watson et al. 2022, difficulty calibration of the loss", isMonotone: true)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { [.target(.loss), .references(.loss)] }

  package func scores(for signals: Signals) throws -> [Double] {
    let losses = try signals.audited.firstQuery(.loss)
    return zip(try signals.audited.bank(.loss).means(.out), losses).map { $0 - $1 }
  }
}
