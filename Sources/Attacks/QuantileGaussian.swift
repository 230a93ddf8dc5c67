import Foundation
package import Auditing
package import Settings
import Tensors

/// How far the target's score of a record lies above what records like it get that the target never saw.
///
/// Bertran et al. 2023 with the Gaussian head: mean mu(x) and logarithm of the deviation sigma(x) of the score on the population,
/// both linear in the features and their squares and fitted to minimise the penalised sum of log sigma + (s - mu)^2 / (2
/// sigma^2), which is convex in either of the two; they are fitted in turns. The score is (s - mu(x)) / sigma(x).
/// Scores s are scaled confidences, where the paper has the hinge z_y - max z_j.
package struct QuantileGaussian: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "quantile-gaussian", version: 2,
      "z-score of the scaled confidence under a Gaussian predicted from the record"),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: "the records, and other records of the same kind that the target never saw"),
    source: "Bertran et al. 2023, Gaussian head, linear where the paper has a deep network",
    isMonotone: true)

  private let ridge: Double

  package init(_ settings: inout Settings) throws {
    ridge = try settings.ridge()
  }

  package var requirements: Set<SignalRequirement> { PopulationRegression.requirements }

  package func scores(for signals: Signals) throws -> [Double] {
    let regression = try PopulationRegression(signals)
    let newton = RidgeNewton(regression.population, ridge: ridge)
    let (mean, deviation) = try fit(newton, regression.targets)
    let means = regression.predictions(mean)
    // Deviations are not extrapolated beyond those of the population.
    let known = newton.predictors(deviation).sorted()
    let deviations = regression.predictions(deviation).map {
      min(max($0, known[0]), known[known.count - 1])
    }
    return regression.scores.indices.map {
      (regression.scores[$0] - means[$0]) * exp(-deviations[$0])
    }
  }

  /// A thousandth of the population's deviation: residuals of a perfect fit have no logarithm.
  private static let floor = 1e-3
  /// Turns of the two regressions at most; each lowers the same loss.
  private static let turns = 50

  /// The weights of the mean and of the logarithm of the deviation.
  ///
  /// Each turn need only come nearer: as turns repeat, so do its steps, and each squares the distance.
  private func fit(
    _ newton: RidgeNewton, _ targets: [Double]
  ) throws -> (mean: [Double], deviation: [Double]) {
    var mean = Array(repeating: 0.0, count: newton.weightCount)
    var deviation = mean
    for _ in 0..<Self.turns {
      let precisions = newton.predictors(deviation).map { exp(-2 * $0) }
      let before = mean
      mean = try newton.minimum(from: mean, tolerance: RidgeNewton.rough) { row, value in
        let residual = value - targets[row]
        return ConvexTerm(
          value: residual * residual * precisions[row] / 2, slope: residual * precisions[row],
          curvature: precisions[row])
      }
      let squares = zip(newton.predictors(mean), targets).map {
        ($0 - $1) * ($0 - $1) + Self.floor * Self.floor
      }
      deviation = try newton.minimum(from: deviation, tolerance: RidgeNewton.rough) { row, value in
        let ratio = squares[row] * exp(-2 * value)
        return ConvexTerm(value: value + ratio / 2, slope: 1 - ratio, curvature: 2 * ratio)
      }
      guard zip(mean, before).contains(where: { abs($0 - $1) > 1e-7 }) else { break }
    }
    return (mean, deviation)
  }
}
