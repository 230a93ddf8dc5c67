import Auditing
import Foundation
import NearestNeighbors
import Tables

/// A space with a product kernel over the columns of mixed records, in which densities are estimated.
///
/// Numbers are normal scores among the released and reference records, with a Gaussian kernel; levels have the kernel of Aitchison
/// and Aitken (1976), which is 1 - l for the same level and l / (c - 1) for each other of c. One bandwidth serves all
/// columns: h = factor x n^(-1 / (d + 4)) (Scott 1992), with n the size of the smaller set and d the columns that vary, and
/// l = (c - 1) / c x min(1, h^2), so that h = 1 makes levels count for nothing. A missing value is a level; a missing number counts as a
/// level of its own and is at no distance from any number otherwise. Columns that are constant in both sets say nothing
/// and are left out; a level that neither set has is unequal to all others.
struct ReleaseKernels {
  /// All records of the audit as points.
  let points: KernelPoints

  /// Takes the columns of a release's records.
  ///
  /// - Parameters:
  ///   - release: The release and its reference.
  ///   - factor: A factor on the rule of thumb.
  init(_ release: ReleaseSignals, factor: Double) {
    let pool = release.released + release.reference
    let columns = release.records.dataset.columnsWithLabel.flatMap {
      PooledColumn.columns(of: $0, pool: pool)
    }
    let smaller = Double(min(release.released.count, max(1, release.reference.count)))
    let bandwidth = factor * pow(smaller, -1 / Double(columns.count + 4))
    points = KernelPoints(
      columns.map { $0.kernelColumn(bandwidth: bandwidth) }, count: release.records.count)
  }
}

/// A column that varies among the released and reference records.
private enum PooledColumn {
  case scores([Double])
  case codes([Int32], levels: Int)

  /// A feature's columns: scores and whether a number is missing, or codes; none where nothing varies.
  static func columns(of values: Feature.Values, pool: [Int]) -> [PooledColumn] {
    switch values {
    case .numeric(let numbers):
      let scores = NormalScores(pool.map { numbers[$0] })
      let isMissing = numbers.map { Int32($0.isNaN ? 1 : 0) }
      return (scores.varies ? [.scores(scores.scores(of: numbers))] : [])
        + [codes(isMissing, pool: pool)].compactMap(\.self)
    case .categorical(let categories):
      return [codes(categories.codes, pool: pool)].compactMap(\.self)
    }
  }

  private static func codes(_ codes: [Int32], pool: [Int]) -> PooledColumn? {
    let levels = Set(pool.map { codes[$0] }).count
    return levels > 1 ? .codes(codes, levels: levels) : nil
  }

  func kernelColumn(bandwidth: Double) -> KernelPoints.Column {
    switch self {
    case .scores(let scores):
      return .numbers(scores.map { $0 / bandwidth })
    case .codes(let codes, let levels):
      let smoothing = min(1, bandwidth * bandwidth)
      let count = Double(levels)
      // The logarithm of (1 - l) (c - 1) / l.
      return .codes(codes, penalty: max(0, log((count - smoothing * (count - 1)) / smoothing)))
    }
  }
}
