import Foundation
import Learning
import Statistics
package import Tensors

/// The propensity score mean squared error of a released table.
///
/// A logistic regression with main effects tells released records (share c of the N pooled ones) from real ones;
/// pMSE = sum (p - c)^2 / N over the fitted probabilities p (Woo et al. 2009; Snoke et al. 2018). It is 0 where nothing tells them apart and c (1 - c) where everything
/// does. What it would be for a release without any flaw is above 0 and depends on how the release came about:
///
/// * drawn from a model that was fitted to these very real records (Snoke et al. 2018, equations 1 and 2):
///   mean (k - 1)(1 - c)^2 c / N, deviation sqrt(2 (k - 1)) (1 - c)^2 c / N, k being the parameters with the intercept;
/// * drawn from the population, independently of these real records, and under permutation of who is released:
///   mean (k - 1) c (1 - c) / N, deviation sqrt(2 (k - 1)) c (1 - c) / N, which is twice as much at c = 1/2.
package struct PropensityScore: Equatable, Sendable {
  /// What pMSE would be for a release without flaw.
  package struct Null: Equatable, Sendable {
    /// The expected pMSE.
    package let mean: Double
    /// Its standard deviation.
    package let deviation: Double

    /// How many times the expected value a pMSE is; nil where that is 0.
    package func ratio(_ value: Double) -> Double? { mean > 0 ? value / mean : nil }

    /// How many standard deviations a pMSE is above the expected value; nil where there is no deviation.
    package func standardised(_ value: Double) -> Double? {
      deviation > 0 ? (value - mean) / deviation : nil
    }
  }

  /// The pMSE, from 0 to c (1 - c); lower is better.
  package let value: Double
  /// The released records' share c of the pooled ones.
  package let share: Double
  /// The pooled records N.
  package let count: Int
  /// The parameters k of the regression, with the intercept: the rank of the design.
  package let parameters: Int
  /// The pMSE of each permutation of who is released, in the order drawn.
  package let permuted: [Double]

  /// The ridge on standardised weights, small against what any record adds: with it separated levels have finite weights.
  static let ridge = 1e-3

  /// Fits the regression and its permutations.
  ///
  /// - Parameters:
  ///   - real: Records x columns, finite.
  ///   - release: Records x the same columns.
  ///   - permutations: The number of permutations, 0 or more.
  ///   - seed: Draws the permutations.
  /// - Throws: `LearningError` or `TensorsError` where a regression does not converge.
  /// - Complexity: O((1 + permutations) x steps x records x columns^2).
  package init(
    real: Tensor<Double>, release: Tensor<Double>, permutations: Int, seed: UInt64
  ) throws {
    precondition(real.rowLength == release.rowLength, "tables of different columns")
    precondition(real.rowCount > 0 && release.rowCount > 0, "a table without records")
    let width = real.rowLength
    let pooled = Tensor(
      shape: [real.rowCount + release.rowCount, width], scalars: real.scalars + release.scalars)
    let design = pooled.keeping(columns: independentColumns(of: pooled))
    count = pooled.rowCount
    share = Double(release.rowCount) / Double(count)
    parameters = design.rowLength + 1
    var isReleased = (0..<count).map { $0 >= real.rowCount }
    value = try Self.meanSquaredError(design, isReleased, share)
    var generator = SeededGenerator(seed: seed, label: "propensity permutations")
    var values: [Double] = []
    for _ in 0..<permutations {
      let order = generator.permutation(count)
      isReleased = order.map { $0 >= real.rowCount }
      values.append(try Self.meanSquaredError(design, isReleased, share))
    }
    permuted = values
  }

  /// A pMSE from the probabilities of a model of any kind.
  ///
  /// - Parameters:
  ///   - probabilities: Of being released, for each pooled record.
  ///   - share: The released records' share of the pooled ones.
  /// - Returns: The mean squared distance from the share.
  package static func value(probabilities: [Double], share: Double) -> Double {
    mean(probabilities.map { ($0 - share) * ($0 - share) })
  }

  private static func meanSquaredError(
    _ design: Tensor<Double>, _ isReleased: [Bool], _ share: Double
  ) throws -> Double {
    // Without a column that varies the best probability is the share itself.
    guard design.rowLength > 0 else { return 0 }
    let model = try RidgeLogistic(
      features: design, rows: Array(isReleased.indices), targets: isReleased, ridge: ridge)
    return value(
      probabilities: isReleased.indices.map { 1 / (1 + exp(-model.logOdds(of: design.row($0)))) },
      share: share)
  }

  /// The null of a release from a model that was fitted to these real records.
  package var fittedNull: Null { Null(parameters, count, (1 - share) * (1 - share) * share) }

  /// The null of a release that is independent of these real records given the population.
  package var independentNull: Null { Null(parameters, count, (1 - share) * share) }

  /// The null by permutation; nil with fewer than two.
  package var permutationNull: Null? {
    guard permuted.count >= 2 else { return nil }
    return Null(mean: mean(permuted), deviation: sampleVariance(permuted).squareRoot())
  }
}

extension PropensityScore.Null {
  fileprivate init(_ parameters: Int, _ count: Int, _ factor: Double) {
    let columns = Double(parameters - 1)
    self.init(
      mean: columns * factor / Double(count),
      deviation: (2 * columns).squareRoot() * factor / Double(count))
  }
}

extension Tensor<Double> {
  /// Some of the columns.
  fileprivate func keeping(columns: [Int]) -> Tensor<Double> {
    guard columns.count < rowLength else { return self }
    var kept: [Double] = []
    kept.reserveCapacity(rowCount * columns.count)
    for record in 0..<rowCount {
      let start = record * rowLength
      for column in columns { kept.append(scalars[start + column]) }
    }
    return Tensor(shape: [rowCount, columns.count], scalars: kept)
  }
}
