import Auditing
import Foundation
import NearestNeighbors
import Tables

/// A space with a product kernel over the columns of mixed records, in which densities are estimated.
///
/// Numbers are normal scores among the released and reference records, with a Gaussian kernel; levels have the kernel of Aitchison
/// and Aitken (1976), which is 1 - l for the same level and l / (c - 1) for each other of c. One bandwidth serves all
/// columns and both densities: h = factor x n^(-1 / (d + 4)) (Scott 1992), with n the size of the smaller set and d the columns
/// that vary, and l = (c - 1) / c x min(1, h^2), so that h = 1 makes levels count for nothing. A missing value is a level; a
/// missing number counts as a level of its own and is at no distance from any number otherwise. Columns that are constant in
/// both sets say nothing and are left out; a level that neither set has is unequal to all others.
struct ReleaseKernels {
  /// The factors among which likelihood chooses: from Scott's rule, which is made for one normal bulk, down.
  private static let factors = (0..<9).map { pow(2, -Double($0) / 2) }
  /// The records of each half at which likelihood is measured, at most.
  private static let sampleSize = 2000

  private let columns: [PooledColumn]
  private let recordCount: Int
  private let reference: [Int]
  /// Scott's bandwidth.
  private let scott: Double

  /// Takes the columns of a release's records.
  init(_ release: ReleaseSignals) {
    let pool = release.released + release.reference
    columns = release.records.dataset.columnsWithLabel.flatMap {
      PooledColumn.columns(of: $0, pool: pool)
    }
    recordCount = release.records.count
    reference = release.reference
    let smaller = Double(min(release.released.count, max(1, release.reference.count)))
    scott = pow(smaller, -1 / Double(columns.count + 4))
  }

  /// All records of the audit as points, in units of a factor on Scott's bandwidth.
  func points(factor: Double) -> KernelPoints {
    KernelPoints(
      columns.map { $0.kernelColumn(bandwidth: factor * scott) }, count: recordCount)
  }

  /// The factor under which each half of the reference is most likely given the other; of equal ones the largest.
  ///
  /// Halves are every other record. Nothing of the release or of the attacked records enters, so that the choice says
  /// nothing of who is a member. With fewer than four records it is 1.
  ///
  /// - Complexity: O(9 x min(reference, 4,000) x reference x columns).
  func likeliestFactor() throws -> Double {
    guard reference.count >= 4 else { return 1 }
    let halves = [0, 1].map { first in
      stride(from: first, to: reference.count, by: 2).map { reference[$0] }
    }
    var best = (factor: 1.0, likelihood: -Double.infinity)
    for factor in Self.factors {
      let points = points(factor: factor)
      let likelihood = try zip(halves, halves.reversed()).reduce(0.0) { sum, pair in
        let step = max(1, (pair.0.count + Self.sampleSize - 1) / Self.sampleSize)
        let asked = stride(from: 0, to: pair.0.count, by: step).map { pair.0[$0] }
        let sums = try points.logSums(at: asked, over: pair.1)
        return sum + sums.reduce(0, +) / Double(asked.count)
      }
      let normalised =
        likelihood + 2 * columns.reduce(0) { $0 + $1.logHeight(bandwidth: factor * scott) }
      if normalised > best.likelihood { best = (factor, normalised) }
    }
    return best.factor
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

  /// The logarithm of the kernel at equal values, but for a constant.
  func logHeight(bandwidth: Double) -> Double {
    switch self {
    case .scores: return -log(bandwidth)
    case .codes(_, let levels):
      let count = Double(levels)
      return log(1 - (count - 1) / count * min(1, bandwidth * bandwidth))
    }
  }
}
