import Auditing
import Tables

/// Everything that decides what a passage of the pipeline observes, by cause.
///
/// Two passages with equal fingerprints give equal observations. The causes are kept apart so that a cache can say
/// which of them changed.
package struct PassFingerprint: Equatable, Sendable {
  /// A cause, in the words that messages use.
  package enum Cause: String, CaseIterable, Sendable {
    /// The records' values, columns or labels.
    case data
    /// Which records are members, and which are audited.
    case split
    /// The experiment's seed.
    case seed
    /// The stages and their settings, or the statistics asked for.
    case settings
    /// The executable, the stages' versions, or the dense algebra library with its processor kernel.
    case code
  }

  /// Raised when the same pipeline would observe something else, or the files change their layout.
  static let version = 3

  /// What the passage is, such as `shadow 3`.
  package let label: String
  /// A hash of each cause.
  package let hashes: [Cause: String]

  /// Creates a fingerprint from its stored hashes.
  init(label: String, hashes: [Cause: String]) {
    self.label = label
    self.hashes = hashes
  }

  /// The name under which observations are kept: the first 32 hexadecimal digits over label and causes.
  var key: String {
    let causes = Cause.allCases.map { "\($0.rawValue)=\(hashes[$0] ?? "")" }
    return String(sha256(of: Array(([label] + causes).joined(separator: "\n").utf8)).prefix(32))
  }

  /// The causes by which another fingerprint differs.
  func differences(from other: PassFingerprint) -> [Cause] {
    Cause.allCases.filter { hashes[$0] != other.hashes[$0] }
  }
}

/// The part of the fingerprints that all passages of a run share, computed once.
struct FingerprintBasis: Sendable {
  private let shared: [PassFingerprint.Cause: String]

  init(
    _ experiment: Experiment, _ plan: ObservationPlan, code: String
  ) {
    let (records, dataset) = (plan.records, plan.records.dataset)
    var data: [UInt8] = Array(
      (records.columns.map { "\($0.feature) \($0.kind)" } + dataset.label.names)
        .joined(separator: "\n").utf8)
    for row in 0..<dataset.count { data.append(integer: dataset.rowKey(row)) }
    let stages = experiment.stages.map { "\(type(of: $0).name) \(String(reflecting: $0))" }
    let asked =
      plan.wanted.map(\.rawValue).sorted() + [
        "queries \(experiment.queries)",
        "weights \(experiment.keepsWeights ? "in PyTorch's order" : "false")",
        "positive class \(plan.positive.map(String.init) ?? "none")",
      ]
    let settings = (stages + asked).joined(separator: "\n")
    let versions = experiment.stages.map { "\(type(of: $0).declaration.version)" }
    var split: [UInt8] = []
    for row in plan.rows { split.append(integer: UInt64(row)) }
    shared = [
      .data: sha256(of: data), .seed: "\(experiment.seed)",
      .settings: sha256(of: Array(settings.utf8)), .split: sha256(of: split),
      .code: "\(PassFingerprint.version) \(code) \(versions.joined(separator: " "))",
    ]
  }

  /// The fingerprint of one passage.
  func fingerprint(label: String, membership: Membership) -> PassFingerprint {
    var split = Array((shared[.split] ?? "").utf8)
    for row in membership.records(.member) { split.append(integer: UInt64(row)) }
    var hashes = shared
    hashes[.split] = sha256(of: split)
    return PassFingerprint(label: label, hashes: hashes)
  }
}

extension [UInt8] {
  /// Appends the eight bytes of a number, the lowest first.
  fileprivate mutating func append(integer value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }
}
