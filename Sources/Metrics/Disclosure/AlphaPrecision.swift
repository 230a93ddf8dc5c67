package import NearestNeighbors
import Statistics

/// Alpha-precision and beta-recall, around the means of the sets.
///
/// After Alaa et al. 2022. Alpha-precision at α is the share of synthetic records within the α-quantile of the real records' distances from the real mean; β-recall
/// at β the share of real records whose nearest synthetic record is at most as far as the nearest other real one, and lies within the
/// β-quantile of the synthetic records' distances from the synthetic mean. Both are ideally equal to their level. The score
/// of a curve is 1 - 2 mean |level - value| over 30 equally spaced levels from 0 to 1, from 0 to 1 and better when higher.
/// The authors' code multiplies a sum by the step of 1/29 instead of taking the mean. Quantiles interpolate
/// linearly. The published metric first embeds the records; give the embedding where there is one.
package struct AlphaPrecision: Equatable, Sendable {
  /// The levels.
  package let levels: [Double]
  /// The share of synthetic records in the real support of each level.
  package let precision: [Double]
  /// The share of real records that the synthetic support of each level recalls.
  package let recall: [Double]

  /// Measures.
  ///
  /// - Parameters:
  ///   - real: The real records, at least two.
  ///   - synthetic: The synthetic records, at least one.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Throws: `NeighborsError` where a set is too small; `CancellationError`.
  package init(
    real: EuclideanPoints, synthetic: EuclideanPoints, threads: Int
  ) async throws {
    let nearest = try await real.nearest(1, in: synthetic, threads: threads)
    let own = try await real.nearestOthers(1, threads: threads).distances
    let levels = (0..<30).map { Double($0) / 29 }
    let realCentre = real.mean
    let realDistances = real.distances(to: realCentre).sorted()
    let fromRealCentre = synthetic.distances(to: realCentre)
    let ownDistances = synthetic.distances(to: synthetic.mean)
    let sorted = ownDistances.sorted()
    let recalled = (0..<real.count).filter { nearest.distances[$0] <= own[$0] }
      .map { ownDistances[nearest.indexes[$0]] }
    precision = levels.map { level in
      let radius = quantile(realDistances, at: level)
      return Double(fromRealCentre.count { $0 <= radius }) / Double(synthetic.count)
    }
    recall = levels.map { level in
      let radius = quantile(sorted, at: level)
      return Double(recalled.count { $0 <= radius }) / Double(real.count)
    }
    self.levels = levels
  }

  /// The score of the precision curve.
  package var precisionScore: Double { score(precision) }
  /// The score of the recall curve.
  package var recallScore: Double { score(recall) }

  private func score(_ curve: [Double]) -> Double {
    1 - 2 * mean(zip(levels, curve).map { abs($0 - $1) })
  }
}
