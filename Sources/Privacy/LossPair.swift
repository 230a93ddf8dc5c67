/// The two output distributions of a mechanism on neighbours, told apart as well as possible.
///
/// The upper distribution P and the lower one Q are given by the privacy loss log dP/dQ: finitely
/// many losses that have a chance of their own, and a continuous part. All pairs here are symmetric:
/// exchanging P and Q is the same as changing the sign of the loss.
protocol LossPair: Sendable {
  /// The losses with a chance of their own.
  var atoms: [LossAtom] { get }

  /// A loss that grids should hold a multiple or a part of; nil where none matters.
  ///
  /// Where the greatest loss has a chance of its own, rounding it up would cost a grid step a use.
  var step: Double? { get }

  /// Where the continuous part lies, up to a chance of 1e-32 under P at either end; nil for none.
  var continuous: ClosedRange<Double>? { get }

  /// The chances of the continuous part between two losses, under P and under Q.
  func masses(from low: Double, to high: Double) -> LossMasses
}

/// A loss with a chance of its own.
struct LossAtom: Sendable, Equatable {
  /// The loss, in nats.
  let loss: Double
  /// Its chance under the upper distribution.
  let mass: Double
  /// Its chance under the lower distribution.
  let lowerMass: Double
}

/// The chances of a set of outcomes.
struct LossMasses: Sendable, Equatable {
  /// Under the upper distribution.
  var upper: Double
  /// Under the lower distribution.
  var lower: Double
}

extension LossPair {
  var atoms: [LossAtom] { [] }
  var step: Double? { nil }
  var continuous: ClosedRange<Double>? { nil }
  func masses(from low: Double, to high: Double) -> LossMasses { LossMasses(upper: 0, lower: 0) }
}

/// The pair of a mechanism that is neither sampled nor composed.
///
/// - Parameter mechanism: The mechanism.
/// - Returns: nil where there is no pair that stands for all neighbours.
func lossPair(_ mechanism: Mechanism) -> (any LossPair)? {
  switch mechanism {
  case .gaussian(let multiplier): GaussianLoss(mu: 1 / multiplier)
  case .discreteGaussian(let sigma, let sensitivity):
    sigma <= DiscreteGaussianLoss.greatestSigma
      ? DiscreteGaussianLoss(sigma: sigma, sensitivity: sensitivity) : nil
  case .laplace(let multiplier): LaplaceLoss(epsilon: 1 / multiplier)
  case .discreteLaplace(let scale, let sensitivity):
    DiscreteLaplaceLoss(scale: scale, sensitivity: sensitivity)
  case .exponential(let epsilon): BoundedRangeLoss(epsilon: epsilon)
  case .discreteGaussianVector, .poissonSampled, .composed: nil
  }
}
