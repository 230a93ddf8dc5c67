internal import Foundation

/// Rényi differential privacy (Mironov 2017): bounds on the divergence of an order above 1.
enum RenyiDivergence {
  /// The orders above which sampled noise is not evaluated; its sums have that many terms.
  static let greatestSampledOrder = 2048.0

  /// The bound of a mechanism; infinite above `greatestSampledOrder` for sampled noise.
  ///
  /// - Parameters:
  ///   - mechanism: No composition.
  ///   - order: Above 1.
  /// - Returns: In nats; nil for a mechanism without an analysis.
  static func bound(_ mechanism: Mechanism, order: Double) -> Double? {
    switch mechanism {
    case .gaussian(let multiplier): order / (2 * multiplier * multiplier)
    case .discreteGaussian(let sigma, let sensitivity):
      order * pow(Double(sensitivity) / sigma, 2) / 2
    case .discreteGaussianVector(let sigma, let sensitivity):
      order * pow(sensitivity / sigma, 2) / 2
    case .laplace(let multiplier): laplace(multiplier, order)
    case .discreteLaplace(let scale, let sensitivity):
      ofAtoms(DiscreteLaplaceLoss(scale: scale, sensitivity: sensitivity).atoms, order)
    case .exponential(let epsilon): min(order * epsilon * epsilon / 8, pure(epsilon, order))
    case .poissonSampled(let probability, .gaussian(let multiplier)):
      order > greatestSampledOrder
        ? .infinity : SampledGaussian(probability, multiplier).divergence(order: order)
    case .poissonSampled, .composed: nil
    }
  }

  /// Mironov (2017), proposition 6, for a scale over a sensitivity.
  private static func laplace(_ scale: Double, _ order: Double) -> Double {
    let above = log(order / (2 * order - 1)) + (order - 1) / scale
    let below = log((order - 1) / (2 * order - 1)) - order / scale
    return logSum(above, below) / (order - 1)
  }

  /// Of any ε-private mechanism: that of randomised response.
  private static func pure(_ epsilon: Double, _ order: Double) -> Double {
    let share = log1p(exp(-epsilon))
    return logSum((order - 1) * epsilon - share, -order * epsilon - share) / (order - 1)
  }

  /// Of finitely many losses: log of the mean of e^((α-1) loss), over α - 1.
  private static func ofAtoms(_ atoms: [LossAtom], _ order: Double) -> Double {
    atoms.reduce(-Double.infinity) { sum, atom in
      logSum(sum, log(atom.mass) + (order - 1) * atom.loss)
    } / (order - 1)
  }
}

/// The logarithm of the sum of the exponentials of two numbers.
func logSum(_ first: Double, _ second: Double) -> Double {
  let (low, high) = (min(first, second), max(first, second))
  return low == -.infinity ? high : high + log1p(exp(low - high))
}
