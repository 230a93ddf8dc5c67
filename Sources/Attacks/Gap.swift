package import Auditing
package import Settings

/// Whether the target's answer is the record's label: 1 where it is and 0 where it is not.
///
/// The answer is right where no other class has higher log odds than the label. Its advantage is the gap between the
/// accuracies on members and on non-members, the least that any overfitted model leaks.
package struct Gap: Attack {
  package static let declaration = AttackDeclaration(
    Declaration("gap", version: 1, "1 where the target's answer is the label, else 0"),
    threatModel: ThreatModel(
      access: "the target's answer", knowledge: Knowledge.labels),
    source: "Yeom et al. 2018, adversary 1", isMonotone: true, fixedThreshold: 0.5)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.target(.scaledConfidence), .target(.largestConfidence)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let own = try signals.audited.firstQuery(.scaledConfidence)
    let largest = try signals.audited.firstQuery(.largestConfidence)
    return zip(own, largest).map { $0 >= $1 ? 1 : 0 }
  }
}
