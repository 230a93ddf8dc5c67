package import Auditing
package import Settings

/// The middle between the mean losses of the reference models with and without the record, less the target's loss on it.
package struct Sablayrolles: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "sablayrolles", version: 1, "middle of the mean losses in and out, less the target's loss"),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: Knowledge.modelsOnBothSides),
    source: "Sablayrolles et al. 2019, the threshold of each record (MAST)", isMonotone: true)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.target(.loss), .references(.loss), .referenceMembers]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let bank = try signals.audited.bank(.loss)
    let middles = zip(try bank.means(.out), try bank.means(.into)).map { ($0 + $1) / 2 }
    return zip(middles, try signals.audited.firstQuery(.loss)).map { $0 - $1 }
  }
}
