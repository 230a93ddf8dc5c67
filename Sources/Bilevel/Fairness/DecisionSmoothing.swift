import Foundation

/// What stands for a decision in a fairness constraint: a function of the model's score t, the log odds of the positive class.
package enum DecisionSmoothing: Equatable, Sendable, Codable {
  /// The score itself: constraints are then linear in the model.
  case score
  /// The probability of the positive class.
  case probability
  /// The sigmoid of the score times a steepness.
  case sigmoid(steepness: Double)
  /// A smoothed clip of steepness (probability - 1/2) + 1/2 to 0...1 (Khatti, Robinson and Curtis).
  case ramp(steepness: Double)
  /// The decision itself, 1 where the score is above 0: it has no slope, and is for measuring alone.
  case decision

  /// What is below the roots of the ramp, which rounds its corners.
  private static let rounding = 1e-4

  /// The value and the slope at a score.
  ///
  /// - Parameter score: The log odds.
  /// - Returns: The function and its derivative by the score.
  package func callAsFunction(_ score: Double) -> (value: Double, slope: Double) {
    switch self {
    case .score: return (score, 1)
    case .probability: return Self.sigmoid(score, 1)
    case .sigmoid(let steepness): return Self.sigmoid(score, steepness)
    case .ramp(let steepness): return Self.ramp(score, steepness)
    case .decision: return (score > 0 ? 1 : 0, 0)
    }
  }

  /// The largest slope that the function has.
  package var steepest: Double {
    switch self {
    case .score: 1
    case .probability: 0.25
    case .sigmoid(let steepness), .ramp(let steepness): steepness / 4
    case .decision: 0
    }
  }

  private static func sigmoid(_ score: Double, _ steepness: Double) -> (Double, Double) {
    let small = exp(-abs(steepness * score))
    let value = score >= 0 ? 1 / (1 + small) : small / (1 + small)
    return (value, steepness * value * (1 - value))
  }

  /// u = ((t+1/2) + sqrt((t+1/2)^2 + e)) / 2 and h = 1 - ((1-u) + sqrt((1-u)^2 + e)) / 2.
  private static func ramp(_ score: Double, _ steepness: Double) -> (Double, Double) {
    let (probability, slope) = sigmoid(score, 1)
    let shifted = steepness * (probability - 0.5) + 0.5
    let lower = (shifted * shifted + rounding).squareRoot()
    let rest = 1 - (shifted + lower) / 2
    let upper = (rest * rest + rounding).squareRoot()
    let change = (1 + rest / upper) / 2 * (1 + shifted / lower) / 2
    return (1 - (rest + upper) / 2, change * steepness * slope)
  }
}
