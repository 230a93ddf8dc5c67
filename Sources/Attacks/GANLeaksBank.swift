package import Auditing
package import Settings
import Tensors

/// GAN-Leaks calibrated as in the paper, by what other generators release that did not see the record.
///
/// The score is the mean Euclidean distance to the nearest record of each such release, less that to the attacked one's: a record that every
/// release comes near to is common, and no member for that.
package struct GANLeaksBank: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "gan-leaks-bank", version: 1,
      "distance to other releases' nearest records less that to the nearest released record"),
    threatModel: ThreatModel(
      access: "the released records",
      knowledge: "other releases made by the same generator without the record"),
    source: "GAN-Leaks, calibrated (Chen et al. 2020, eq. 8), the mean over several releases",
    isMonotone: false)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.released(.euclidean), .releaseBankDistances]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredRelease()
    guard let bank = release.bank, let others = release.toBank else {
      throw AuditingError("no other releases were given")
    }
    let own = try release.nearestReleased(.euclidean)
    var (sums, counts) = (own.map { _ in 0.0 }, own.map { _ in 0 })
    for other in 0..<bank.inclusion.modelCount {
      for (record, isIncluded) in bank.inclusion.row(other).enumerated() where !isIncluded {
        sums[record] += others.scalars[record * others.rowLength + other]
        counts[record] += 1
      }
    }
    if let record = counts.firstIndex(of: 0) {
      throw AuditingError(
        "row \(release.audited[record]) is in all of the \(bank.inclusion.modelCount) other releases: "
          + "leave each record out of some of them")
    }
    return own.indices.map { sums[$0] / Double(counts[$0]) - own[$0] }
  }
}
