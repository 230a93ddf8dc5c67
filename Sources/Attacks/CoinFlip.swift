package import Auditing
package import Settings
import Statistics

/// A coin flip for each record: what every audit number looks like when there is nothing to find.
package struct CoinFlip: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "coin-flip", version: 1, "a random number for each record, the control of all others"),
    threatModel: ThreatModel(access: "none", knowledge: "none"),
    source: "the definition of a guess", isMonotone: false, fixedThreshold: 0.5)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { [] }

  package func scores(for signals: Signals) throws -> [Double] {
    signals.audited.records.map { record in
      var generator = SeededGenerator(seed: signals.seed, label: "coin-flip/record \(record)")
      return generator.uniform()
    }
  }
}
