import Foundation
package import Auditing
package import Settings
import Tables

/// DOMIAS with a parametric density: a Gaussian copula with the columns' own distributions.
///
/// The score is the log ratio of the densities fitted to the release and to the reference. Each is a product of marginal shares (levels, and
/// quantile bins of numbers; one record is spread over all of them) and of the Gaussian copula of normal scores, mid-ranks among
/// the set's own values, of levels in the order of their names. Correlations are shrunk towards none by
/// columns / (records + columns). It costs little, and sees what a release says of pairs of columns; unlike the kernel
/// estimate of `domias` it has no room for single records, so that it finds shifts rather than copies.
package struct DOMIASCopula: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "domias-copula", version: 1,
      "log ratio of Gaussian copula densities of the release and of the reference"),
    threatModel: ThreatModel(
      access: "the released records", knowledge: "records of the same source"),
    source: "DOMIAS (van Breugel et al. 2023, eq. 2), here with a Gaussian copula",
    isMonotone: false)

  private let bins: Int

  package init(_ settings: inout Settings) throws {
    bins = try settings.integer(
      "bins", default: 20, in: 2...1000, "bins of a numeric column's own distribution, at most")
  }

  package var requirements: Set<SignalRequirement> {
    [.released(nil), .releaseReference(nil)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredReleaseWithReference()
    let levels = ReleaseLevels(
      release.records, pool: release.released + release.reference, bins: bins)
    let values = release.records.dataset.columnsWithLabel
    let released = try CopulaDensity(values, levels, of: release.released)
    let reference = try CopulaDensity(values, levels, of: release.reference)
    return zip(
      released.logDensities(of: release.audited), reference.logDensities(of: release.audited)
    ).map { $0 - $1 }
  }
}

/// A Gaussian copula with marginal shares, fitted to some records.
private struct CopulaDensity {
  private let levels: ReleaseLevels
  /// The logarithm of each level's share, for each column.
  private let logShares: [[Double]]
  /// Columns x all records: normal scores among the set's values, zero where missing.
  private let scores: [[Double]]
  private let factor: CholeskyFactor

  init(_ columns: [Feature.Values], _ levels: ReleaseLevels, of rows: [Int]) throws {
    self.levels = levels
    logShares = zip(levels.codes, levels.sizes).map { codes, size in
      var counts = Array(repeating: 1 / Double(size), count: size)
      for row in rows { counts[Int(codes[row])] += 1 }
      return counts.map { log($0 / Double(rows.count + 1)) }
    }
    let scores = columns.compactMap { column -> [Double]? in
      let numbers =
        switch column {
        case .numeric(let numbers): numbers
        case .categorical(let categories): categories.codes.map { $0 < 0 ? .nan : Double($0) }
        }
      let own = NormalScores(rows.map { numbers[$0] })
      return own.varies ? own.scores(of: numbers).map { $0.isNaN ? 0 : $0 } : nil
    }
    self.scores = scores
    let matrix = Self.correlations(scores, rows)
    guard let factor = CholeskyFactor(matrix, size: scores.count) else {
      throw AuditingError("the columns' correlations are not positive definite")
    }
    self.factor = factor
  }

  /// Correlations over some records, shrunk towards none.
  private static func correlations(_ scores: [[Double]], _ rows: [Int]) -> [Double] {
    let width = scores.count
    let count = Double(rows.count)
    let kept = count / (count + Double(width))
    let centred = scores.map { column -> [Double] in
      let own = rows.map { column[$0] }
      let mean = own.reduce(0, +) / count
      let deviation = (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      return own.map { deviation > 0 ? ($0 - mean) / deviation : 0 }
    }
    var matrix = Array(repeating: 0.0, count: width * width)
    for first in 0..<width {
      for second in 0..<first {
        let product = zip(centred[first], centred[second]).reduce(0) { $0 + $1.0 * $1.1 }
        matrix[first * width + second] = kept * product / count
      }
      matrix[first * width + first] = 1
    }
    return matrix
  }

  func logDensities(of rows: [Int]) -> [Double] {
    rows.map { row in
      let point = scores.map { $0[row] }
      let shares = logShares.indices.reduce(0) { $0 + logShares[$1][Int(levels.codes[$1][row])] }
      let length = point.reduce(0) { $0 + $1 * $1 }
      let conditioned = factor.forward(point).reduce(0) { $0 + $1 * $1 }
      return shares + (length - conditioned - factor.logDeterminant) / 2
    }
  }
}
