import Foundation
import NearestNeighbors
package import Auditing
package import Settings

/// DOMIAS: how much denser the release is at a record than the reference.
///
/// The score is log p_release(x) - log p_reference(x), each density a kernel estimate over all records of its set, with the same kernel
/// and bandwidth (see `ReleaseKernels`). A density that is high because such records are frequent is high in both;
/// what is left is what the generator learned from its own records. The estimates are exact: no sample, no grid, no network.
/// The bandwidth is, of Scott's and smaller ones, the one under which the halves of the reference are likeliest given each other.
package struct DOMIAS: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "domias", version: 1,
      "log ratio of kernel densities of the release and of the reference, in normal scores and levels"
    ),
    threatModel: ThreatModel(
      access: "the released records", knowledge: "records of the same source"),
    source:
      "DOMIAS (van Breugel et al. 2023, eq. 2), here with a product kernel for mixed columns",
    isMonotone: false)

  private let bandwidth: Double?

  package init(_ settings: inout Settings) throws {
    bandwidth = try settings.optionalNumber(
      "bandwidth", in: 0.01...10,
      "factor on Scott's n^(-1/(d+4)), n the smaller of both sets and d the columns that vary; where none, the likeliest for the reference"
    )
  }

  package var requirements: Set<SignalRequirement> {
    [.released(nil), .releaseReference(nil)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredReleaseWithReference()
    let kernels = ReleaseKernels(release)
    let points = kernels.points(factor: try bandwidth ?? kernels.likeliestFactor())
    let released = try points.logSums(at: release.audited, over: release.released)
    let reference = try points.logSums(at: release.audited, over: release.reference)
    let sizes = log(Double(release.reference.count)) - log(Double(release.released.count))
    return zip(released, reference).map { $0 - $1 + sizes }
  }
}

extension Signals {
  /// A release beside reference records.
  ///
  /// - Throws: `AuditingError` where there is no release, or none of these records.
  func requiredReleaseWithReference() throws(AuditingError) -> ReleaseSignals {
    let release = try requiredRelease()
    guard !release.reference.isEmpty else {
      throw AuditingError("no reference records were given")
    }
    return release
  }
}
