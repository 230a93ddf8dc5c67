package import NearestNeighbors

/// Fidelity and diversity of synthetic records by balls around records.
///
/// Precision and recall after Kynkäänniemi et al. 2019, density and coverage after Naeem et al. 2020. The ball of a record reaches to its k-th nearest other record of the same set, and holds what is strictly nearer. All four are
/// better when higher; none of them is a measure of disclosure: a copy of the training records has the best of all.
package struct PrecisionRecall: Equatable, Sendable {
  /// The share of synthetic records inside a real record's ball, from 0 to 1.
  package let precision: Double
  /// The share of real records inside a synthetic record's ball, from 0 to 1.
  package let recall: Double
  /// The mean number of real records' balls that a synthetic record lies in, over k; may exceed 1.
  package let density: Double
  /// The share of real records whose ball holds a synthetic record, from 0 to 1.
  ///
  /// For two samples of one law, both large and of equal size, about 1 - 2^-k.
  package let coverage: Double
  /// The neighbours that the balls reach to.
  package let k: Int

  /// Measures.
  ///
  /// - Parameters:
  ///   - real: The real records, more than `k`.
  ///   - synthetic: The synthetic records, more than `k`.
  ///   - k: The neighbours that the balls reach to, at least 1.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Throws: `NeighborsError` where a set is too small; `CancellationError`.
  package init<Points: PointSet>(
    real: Points, synthetic: Points, k: Int = 5, threads: Int
  ) async throws {
    let realRadii = try await real.nearestOthers(k, threads: threads).distances(ofRank: k - 1)
    let ownRadii = try await synthetic.nearestOthers(k, threads: threads)
      .distances(ofRank: k - 1)
    let inReal = try await synthetic.ballCounts(around: real, radii: realRadii, threads: threads)
    let inSynthetic = try await real.ballCounts(
      around: synthetic, radii: ownRadii, threads: threads)
    let nearest = try await real.nearest(1, in: synthetic, threads: threads).distances
    let (reals, synthetics) = (Double(real.count), Double(synthetic.count))
    precision = Double(inReal.count { $0 > 0 }) / synthetics
    recall = Double(inSynthetic.count { $0 > 0 }) / reals
    density = Double(inReal.reduce(0, +)) / (Double(k) * synthetics)
    coverage = Double(zip(nearest, realRadii).count { $0 < $1 }) / reals
    self.k = k
  }
}
