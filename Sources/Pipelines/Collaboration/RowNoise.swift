import Auditing
import Bilevel
import Foundation
import Privacy
import Settings
import Statistics
import Tables

/// The Gaussian mechanism on the clipped coordinates of each row.
///
/// Claim: neighbours differ in the features of one row, whose class and place stay; clipped to a norm C it moves by at most 2 C.
struct RowNoise: Sendable {
  static let name = "gaussian"

  private let epsilon: Double
  private let delta: Double
  private let clip: Double
  private let isSecure: Bool
  private let declared: [String: TableSpace.Declared]

  init(_ settings: inout Settings) throws {
    epsilon = try settings.number(
      "epsilon", default: 8, in: 1e-4...1e4, "claimed epsilon in nats, for one row's features")
    delta = try settings.number(
      "delta", default: 1e-6, in: 1e-18...0.1, "claimed delta, far below one over the rows")
    clip = try settings.number(
      "clip", default: 3, in: 1e-6...1e6, "norm that a row's coordinates are clipped to")
    isSecure =
      try settings.choice(
        "noise", default: SynthesisPlan.Noise.secure,
        "secure, or seeded for tests and studies, which anybody can repeat: not private")
      == .secure
    declared = try FairStagePlan.declared(&settings)
  }

  /// The noisy rows.
  func release(of set: Dataset, in context: StageContext) throws -> Artifact.Part {
    let undeclared = TableSpace.undeclared(set, declared: declared)
    guard undeclared.isEmpty else {
      throw PipelinesError(
        "'gaussian' of 'private-release' needs 'columns' to declare \(undeclared.joined(separator: ", ")): ranges and levels read from the rows would tell of them"
      )
    }
    let space = try TableSpace(set, declared: declared)
    let width = space.space.width
    var rows = try space.coordinates(of: set, rows: Array(0..<set.count))
    for start in stride(from: 0, to: rows.count, by: width) {
      // The intercept is no feature: it is the same in all rows.
      let range = start..<start + width - 1
      let norm = rows[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > clip { for place in range { rows[place] *= clip / norm } }
    }
    let rho = try ZeroConcentrated.rho(epsilon: epsilon, delta: delta)
    var noise = try noise(rho: rho, in: context)
    let noisy = try noise.publish(
      rows, sensitivity: 2 * clip, rho: rho, for: "coordinates of all rows")
    let labels = set.label.codes.map { $0 == 1 ? 1.0 : 0 }
    let table = space.table(
      of: PointSet(features: space.settled(noisy.values), labels: labels, width: width),
      named: PrivateRelease.name, classes: (set.label.names[0], set.label.names[1]))
    let spent = try noise.ledger.spending
    return Artifact.Part(
      "release", .release(table),
      account: PrivacyAccount(
        claim: (epsilon, delta), rho: spent,
        rules: ("\(NeighbouringRelation.replaceOne) of the same class", ZCDPAccountant.name),
        noise: (
          isSecure ? "\(NoiseSource.Origin.secure)" : "a seed: NOT private",
          isSecure && noise.ledger.isPrivate
        ),
        expenses: noise.ledger.entries.map {
          PrivacyAccount.Expense($0.label, mechanism: "\($0.event.mechanism)", rho: spent)
        }))
  }

  private func noise(rho: Double, in context: StageContext) throws -> NoisyVectors {
    let ledger = try PrivacyLedger(.zcdp(rho: rho), under: .replaceOne)
    var generator = context.generator("privacy noise, which is NOT private")
    let (seed, isSecure, notebook) = (generator.next(), isSecure, context.notebook)
    let kept: PrivacyLedger? = try notebook?.load().map {
      try JSONDecoder().decode(PrivacyLedger.self, from: Data($0))
    }
    return NoisyVectors(
      kept ?? ledger, data: "rows of the set released before",
      source: { isSecure ? .secure : .seeded(seed, label: $0) },
      keep: { try notebook?.store([UInt8](JSONEncoder().encode($0))) })
  }
}
