package import Auditing
package import Settings

/// The full black-box attack of GAN-Leaks.
///
/// The score is minus the Euclidean distance, over standardised numbers and one column for each level, to the nearest released record.
package struct GANLeaks: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "gan-leaks", version: 1, "minus the Euclidean distance to the nearest released record"),
    threatModel: ThreatModel(
      access: "the released records", knowledge: "records to ask about"),
    source: "GAN-Leaks, full black-box (Chen et al. 2020, eq. 3 and 4)",
    isMonotone: false)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.released(.euclidean)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredRelease()
    return try release.nearestReleased(.euclidean).map { -$0 }
  }
}
