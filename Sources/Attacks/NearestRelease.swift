package import Auditing
package import Settings

/// The nearness of the nearest released record.
///
/// The score is minus Gower's distance to it, so a record that was released as it is gets the highest score, zero.
package struct NearestRelease: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "nearest-release", version: 1, "minus Gower's distance to the nearest released record"),
    threatModel: ThreatModel(
      access: "the released records", knowledge: "records to ask about"),
    source:
      "the distance baseline of Stadler, Oprisanu and Troncoso 2022 and of TAPAS, here in Gower's distance of mixed columns",
    isMonotone: false)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.released(.gower)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredRelease()
    return try release.nearestReleased(.gower).map { -$0 }
  }
}
