import Foundation
package import Auditing
package import Settings

/// What a variant of the marginal-ratio attack compares at a focal point.
package protocol MarginalRatioVariant: Sendable {
  /// The name of the attack.
  static var name: String { get }
  /// What the score is, for its summary.
  static var summary: String { get }
  /// True where the share of the first column's level among records with the same levels of the others is compared.
  static var isConditional: Bool { get }
}

/// Shares of combinations of levels.
package enum MarginalShares: MarginalRatioVariant {
  package static let name = "marginal-ratio"
  package static let summary =
    "mean ratio of shares in the release and in the reference over focal points"
  package static let isConditional = false
}

/// Shares of a column's level among records with the same levels of other columns.
package enum ConditionalShares: MarginalRatioVariant {
  package static let name = "marginal-ratio-conditional"
  package static let summary =
    "mean ratio of conditional shares in the release and in the reference over focal points"
  package static let isConditional = true
}

/// The marginal-ratio attack of MAMA-MIA on generators that keep joint counts of sets of columns.
///
/// The score is the mean over focal points f of w_f x release[f(x)] / reference[f(x)], where [f(x)] is the share of records that have the
/// record's levels in the columns of f, and 1e-10 where none has. With conditionals it is the mean of the ratios of the first column's
/// conditional shares given the others, without weights, as for PrivBayes in the paper.
///
/// Focal points are those that settings name; else those that most releases of a bank were made to keep, w_f being how many,
/// from the published share of the greatest count on (0.5 at epsilon 0.01, 0.6 at 1, 0.7 at 10, 0.8 at 100, 0.85 at 1000); else pairs
/// of columns, all of them or those with most mutual information in the release, with weight 1.
package struct MarginalRatio<Variant: MarginalRatioVariant>: Attack {
  package static var declaration: AttackDeclaration {
    AttackDeclaration(
      Declaration(Variant.name, version: 1, Variant.summary),
      threatModel: ThreatModel(
        access: "the released records",
        knowledge: "records of the same source, and how the generator chooses what it keeps"),
      source: "MAMA-MIA (Golob, Pentyala, Maratkhan and De Cock 2024), without its activation",
      isMonotone: false)
  }

  /// The share of a combination that no record has, as in the authors' code.
  private static var leastShare: Double { 1e-10 }

  private let sets: [[String]]
  private let pairs: Int
  private let bins: Int
  private let epsilon: Double

  package init(_ settings: inout Settings) throws {
    sets = try settings.texts(
      "focalPoints", default: [], count: 0...10_000,
      "sets of columns, each as 'name + name'; where none, a bank's or pairs are taken"
    ).map { $0.split(separator: "+").map { $0.trimmingCharacters(in: .whitespaces) } }
    guard sets.allSatisfy({ !$0.isEmpty && !$0.contains("") }) else {
      throw settings.error("focalPoints", "a focal point is written 'name' or 'name + name'")
    }
    pairs = try settings.integer(
      "pairs", default: 1000, in: 1...1_000_000,
      "pairs of columns, at most, where neither settings nor a bank say which sets count")
    bins = try settings.integer(
      "bins", default: 20, in: 2...1000, "bins of a numeric column, at most")
    epsilon = try settings.number(
      "epsilon", default: 1, in: 0...1e9,
      "the generator's privacy budget, which decides how often a bank's releases must agree")
  }

  package var requirements: Set<SignalRequirement> {
    [.released(nil), .releasedColumns, .releaseReference(nil)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredReleaseWithReference()
    let levels = ReleaseLevels(
      release.records, pool: release.released + release.reference, bins: bins)
    let points = try focalPoints(release, levels).points
    guard !points.isEmpty else {
      throw AuditingError("there is no pair of columns; name 'focalPoints' of one column")
    }
    var sums = Array(repeating: 0.0, count: release.audited.count)
    for point in points {
      try Task.checkCancellation()
      let orders =
        Variant.isConditional && sets.isEmpty && !hasMarginals(release)
        ? [point.columns, point.columns.reversed()] : [point.columns]
      for columns in orders {
        let weight = (Variant.isConditional ? 1 : point.weight) / Double(orders.count)
        let released = try shares(columns, release.released, of: release.audited, levels)
        let reference = try shares(columns, release.reference, of: release.audited, levels)
        for place in sums.indices { sums[place] += weight * released[place] / reference[place] }
      }
    }
    return sums.map { $0 / Double(points.count) }
  }

  private func hasMarginals(_ release: ReleaseSignals) -> Bool {
    release.bank.map { !$0.marginals.isEmpty } ?? false
  }

  private func focalPoints(
    _ release: ReleaseSignals, _ levels: ReleaseLevels
  ) throws(AuditingError) -> FocalPoints {
    guard sets.isEmpty else { return try FocalPoints(named: sets, in: levels) }
    if hasMarginals(release), let bank = release.bank {
      return try FocalPoints(chosenIn: bank.marginals, threshold: threshold, in: levels)
    }
    return try FocalPoints(pairsOf: release.released, limit: pairs, in: levels)
  }

  /// The published share of the greatest count from which on a set of a bank is taken.
  private var threshold: Double {
    let steps = [(1000, 0.85), (100, 0.8), (10, 0.7), (1, 0.6)]
    return steps.first { epsilon >= Double($0.0) }?.1 ?? 0.5
  }

  /// The share of a record's combination of levels in a set, for each attacked record.
  private func shares(
    _ columns: [Int], _ rows: [Int], of audited: [Int], _ levels: ReleaseLevels
  ) throws(AuditingError) -> [Double] {
    let joint = CellCounts(rows, try MarginalCells(columns, of: levels))
    let given = CellCounts(
      rows, try MarginalCells(Variant.isConditional ? Array(columns.dropFirst()) : [], of: levels))
    return audited.map { row in
      let count = joint[row]
      return count == 0 ? Self.leastShare : Double(count) / Double(given[row])
    }
  }
}
