import Foundation
package import Auditing
package import Settings
import Statistics
import Tensors

/// At which quantile the target's score of a record lies among those of records like it that the target never saw.
///
/// Bertran et al. 2023 with the pinball head: each quantile q_t(x) of the score on the population is linear in the features and
/// their squares and minimises the penalised pinball loss max(t u, (t - 1) u), u = s - q. The loss is smoothed by a logistic kernel
/// of bandwidth h, t u + h log(1 + exp(-u / h)), which makes it strictly convex (Fernandes, Guerre and Horta 2021); h is
/// shrunk to its value in steps. The score is the normal quantile of the level at s, linear between the sorted q_t(x) and, so
/// that it does not saturate, beyond the outer two at their mean slope. Scores s are scaled confidences.
package struct QuantilePinball: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "quantile-pinball", version: 2,
      "level of the scaled confidence among quantiles predicted from the record, as a normal quantile"
    ),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: "the records, and other records of the same kind that the target never saw"),
    source: "Bertran et al. 2023, pinball head, linear where the paper has a deep network",
    isMonotone: true)

  private let levels: [Double]
  private let bandwidth: Double
  private let ridge: Double

  package init(_ settings: inout Settings) throws {
    let count = try settings.integer(
      "levels", default: 9, in: 2...41, "quantiles, by equal factors of what lies above them")
    let smallest = try settings.number(
      "smallest", default: 0.01, in: 1e-4...0.5, "share of records above the highest quantile")
    bandwidth = try settings.number(
      "bandwidth", default: 0.05, in: 1e-3...1,
      "smoothing of the pinball loss, in deviations of the population's scores")
    ridge = try settings.number(
      "ridge", default: 0.1, in: 1e-6...1e6, "squared-norm penalty on the weights, halved")
    levels = (0..<count).map {
      1 - Self.largest * pow(smallest / Self.largest, Double($0) / Double(count - 1))
    }
  }

  /// The share of records above the lowest quantile.
  private static let largest = 0.9

  package var requirements: Set<SignalRequirement> { PopulationRegression.requirements }

  package func scores(for signals: Signals) throws -> [Double] {
    let regression = try PopulationRegression(signals)
    let newton = RidgeNewton(regression.population, ridge: ridge)
    var weights: [Double]?
    let quantiles = try levels.map { level in
      let fitted = try fit(newton, regression.targets, level: level, from: weights)
      weights = fitted
      return regression.predictions(fitted)
    }
    let normal = levels.map { Normal.standard.quantile($0) }
    return regression.scores.enumerated().map { record, score in
      // Fitted one by one, quantiles may cross; the paper sorts them.
      Self.level(of: score, among: quantiles.map { $0[record] }.sorted(), normal)
    }
  }

  /// Shrinks the bandwidth to its value, from the quantile of another level moved to where the level lies.
  ///
  /// Where it begins and in how many steps it shrinks does not matter: there is one minimum.
  private func fit(
    _ newton: RidgeNewton, _ targets: [Double], level: Double, from start: [Double]?
  ) throws -> [Double] {
    var weights = start ?? Array(repeating: 0, count: newton.weightCount)
    let residuals = zip(targets, newton.predictors(weights)).map { $0 - $1 }.sorted()
    weights[weights.count - 1] += residuals[Int(level * Double(residuals.count))]
    var width = start == nil ? 0.5 : 2 * bandwidth
    while true {
      let isLast = width <= bandwidth
      width = max(width, bandwidth)
      weights = try newton.minimum(
        from: weights, tolerance: isLast ? RidgeNewton.precise : RidgeNewton.rough
      ) { [width] row, value in
        Self.smoothedPinball(targets[row] - value, level: level, width: width)
      }
      if isLast { return weights }
      width /= 2
    }
  }

  /// The smoothed pinball loss of a residual, with its derivatives by the quantile.
  private static func smoothedPinball(
    _ residual: Double, level: Double, width: Double
  ) -> ConvexTerm {
    let ratio = residual / width
    let decay = exp(-abs(ratio))
    let above = ratio > 0 ? decay / (1 + decay) : 1 / (1 + decay)
    return ConvexTerm(
      value: level * residual + width * (max(0, -ratio) + log1p(decay)), slope: above - level,
      curvature: decay / ((1 + decay) * (1 + decay)) / width)
  }

  /// The normal quantile at a score, piecewise linear through sorted quantiles and their normal counterparts.
  private static func level(
    of score: Double, among quantiles: [Double], _ normal: [Double]
  ) -> Double {
    let last = quantiles.count - 1
    // Below a thousandth of the population's deviation, equal quantiles would make the slope infinite.
    let slope = (normal[last] - normal[0]) / max(quantiles[last] - quantiles[0], 1e-3)
    if score <= quantiles[0] { return normal[0] + slope * (score - quantiles[0]) }
    if score >= quantiles[last] { return normal[last] + slope * (score - quantiles[last]) }
    let above = quantiles.firstIndex { $0 > score } ?? last
    let share = (score - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1])
    return normal[above - 1] + share * (normal[above] - normal[above - 1])
  }
}
