import Foundation
package import Settings
package import Statistics

/// The training of ridge logistic regression to its minimum, with a random linear term that hides what removal leaves over.
///
/// Objective perturbation as in Guo et al. 2020: b is drawn from N(0, deviation^2 I) once, at training.
package struct RidgeTraining: ModelTraining {
  /// Where the random linear term comes from.
  package enum Noise: String, CaseIterable, Sendable {
    /// The system's secure generator, which nobody can repeat.
    case secure
    /// The seed: whoever knows it can undo the noise, and nothing is certified against them.
    case seeded
  }

  /// What decides the objective.
  package struct Plan: Equatable, Sendable {
    /// The coefficient of the squared-norm penalty for each record.
    package var lambda: Double
    /// The deviation of each coordinate of the linear term; 0 for none, and no certificate.
    package var deviation: Double
    /// Where the linear term comes from.
    package var noise: Noise

    /// Reads the plan from the settings of a training stage.
    ///
    /// - Parameter settings: The mapping; the keys it uses are taken out.
    /// - Throws: `SettingsError` naming the line of a value that is not allowed.
    package init(_ settings: inout Settings) throws {
      lambda = try settings.number(
        "lambda", default: 1e-3, in: 1e-9...1000, "squared-norm penalty for each record")
      deviation = try settings.number(
        "deviation", default: 1, in: 0...1e6,
        "of the random linear term that certified removal rests on; 0 for none")
      noise = try settings.choice(
        "noise", default: Noise.secure, "where the random linear term comes from")
    }
  }

  private let plan: Plan
  private let data: RidgeData

  /// Says how models are trained.
  ///
  /// - Parameters:
  ///   - plan: What decides the objective.
  ///   - data: The records.
  package init(_ plan: Plan, data: RidgeData) {
    (self.plan, self.data) = (plan, data)
  }

  package func trained(
    onRows rows: [Int], using generator: inout SeededGenerator
  ) throws -> any RowClassifier {
    let perturbation = draw(using: &generator)
    let objective = RidgeObjective(
      rows, of: data, lambda: plan.lambda, perturbation: perturbation)
    return try RidgeClassifier(
      minimising: objective, of: rows, data: data, plan: plan, perturbation: perturbation)
  }

  private func draw(using generator: inout SeededGenerator) -> [Double] {
    guard plan.deviation > 0 else { return Array(repeating: 0, count: data.width) }
    switch plan.noise {
    case .seeded: return (0..<data.width).map { _ in plan.deviation * generator.normal() }
    case .secure:
      var system = SystemRandomNumberGenerator()
      return (0..<data.width).map { _ in plan.deviation * normal(using: &system) }
    }
  }
}

/// Draws from the standard normal distribution by the transform of Box and Muller (1958).
func normal(using generator: inout some RandomNumberGenerator) -> Double {
  func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
  let radius = (-2 * log(1 - uniform())).squareRoot()
  return radius * cos(2 * Double.pi * uniform())
}
