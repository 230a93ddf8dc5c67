package import Auditing
package import Settings

/// The full black-box attack of GAN-Leaks, calibrated for how hard a record is to reproduce.
///
/// The paper takes the difficulty from the output of a reference generator trained on other records; here the other records themselves
/// take its place, as the nearest any generator could have come without the record.
package struct CalibratedGANLeaks: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "gan-leaks-calibrated", version: 1,
      "the Euclidean distance to the nearest reference record minus that to the nearest released one"
    ),
    threatModel: ThreatModel(
      access: "the released records", knowledge: "records of the same source"),
    source:
      "GAN-Leaks, calibrated (Chen et al. 2020, eq. 8), with reference records in place of a reference model's output",
    isMonotone: false)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.released(.euclidean), .releaseReference(.euclidean)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredRelease()
    return zip(try release.nearestReference(.euclidean), try release.nearestReleased(.euclidean))
      .map { $0 - $1 }
  }
}
