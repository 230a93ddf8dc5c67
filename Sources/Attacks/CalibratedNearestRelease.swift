package import Auditing
package import Settings

/// The nearness of the nearest released record, beside that of the nearest reference record.
///
/// The score is Gower's distance to the nearest reference record minus that to the nearest released one: a record in a dense region is
/// near to both, and only what the release adds counts.
package struct CalibratedNearestRelease: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "nearest-release-calibrated", version: 1,
      "how much nearer the nearest released record is than the nearest reference record"),
    threatModel: ThreatModel(
      access: "the released records", knowledge: "records of the same source"),
    source:
      "the calibration of GAN-Leaks (Chen et al. 2020, eq. 8), with reference records in place of a reference model's output",
    isMonotone: false)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.released(.gower), .releaseReference(.gower)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredRelease()
    return zip(try release.nearestReference(.gower), try release.nearestReleased(.gower)).map {
      $0 - $1
    }
  }
}
