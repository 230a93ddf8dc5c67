internal import Foundation
internal import Statistics

/// Normal noise: under P the loss is normal with mean μ²/2 and standard deviation μ, under Q with
/// mean -μ²/2.
struct GaussianLoss: LossPair {
  /// The sensitivity over the standard deviation.
  let mu: Double

  var continuous: ClosedRange<Double>? {
    // The upper tail beyond 12 is 1.8e-33.
    (-mu * mu / 2 - 12 * mu)...(mu * mu / 2 + 12 * mu)
  }

  func masses(from low: Double, to high: Double) -> LossMasses {
    let (from, to) = (low / mu, high / mu)
    return LossMasses(
      upper: GaussianTail.mass(from: from - mu / 2, to: to - mu / 2),
      lower: GaussianTail.mass(from: from + mu / 2, to: to + mu / 2))
  }
}

/// Laplace noise: outcomes beyond either centre have the loss ±ε, outcomes between lie between.
struct LaplaceLoss: LossPair {
  /// The sensitivity over the scale.
  let epsilon: Double

  var atoms: [LossAtom] {
    let far = exp(-epsilon) / 2
    return [
      LossAtom(loss: -epsilon, mass: far, lowerMass: 0.5),
      LossAtom(loss: epsilon, mass: 0.5, lowerMass: far),
    ]
  }

  var step: Double? { epsilon }

  var continuous: ClosedRange<Double>? { -epsilon...epsilon }

  func masses(from low: Double, to high: Double) -> LossMasses {
    // The loss is ε - 2x for an outcome x scales above the centre of P.
    let width = -expm1(-(high - low) / 2) / 2
    return LossMasses(
      upper: exp(-(epsilon - high) / 2) * width, lower: exp(-(epsilon + low) / 2) * width)
  }
}

/// Discrete Laplace noise: P is centred at 0 and Q at the sensitivity.
struct DiscreteLaplaceLoss: LossPair {
  let scale: Double
  let sensitivity: Int

  var step: Double? { 1 / scale }

  var atoms: [LossAtom] {
    let (rate, shift) = (1 / scale, sensitivity)
    let centre = tanh(rate / 2)
    // All numbers up to 0 have the greatest loss, all from the sensitivity on the least.
    let half = 1 / (1 + exp(-rate))
    let far = exp(-rate * Double(shift)) * half
    let between = (1..<max(shift, 1)).map { place in
      LossAtom(
        loss: rate * Double(shift - 2 * place), mass: centre * exp(-rate * Double(place)),
        lowerMass: centre * exp(-rate * Double(shift - place)))
    }
    let loss = rate * Double(shift)
    return [LossAtom(loss: -loss, mass: far, lowerMass: half)] + between
      + [LossAtom(loss: loss, mass: half, lowerMass: far)]
  }
}

/// Discrete Gaussian noise: P is centred at 0 and Q at the sensitivity.
struct DiscreteGaussianLoss: LossPair {
  /// Above, the losses are too many to go through one by one.
  static let greatestSigma = 20_000.0

  let sigma: Double
  let sensitivity: Int

  var step: Double? { Double(sensitivity) / (2 * sigma * sigma) }

  var atoms: [LossAtom] {
    let (shift, variance) = (Double(sensitivity), sigma * sigma)
    let normaliser = DiscreteGaussian.normaliser(sigma)
    let reach = Int((12 * sigma).rounded(.up)) + 1
    return ((-reach)...(reach + sensitivity)).map { number in
      let (near, far) = (Double(number), Double(number) - shift)
      return LossAtom(
        loss: shift * (shift - 2 * near) / (2 * variance),
        mass: exp(-0.5 * near * near / variance) / normaliser,
        lowerMass: exp(-0.5 * far * far / variance) / normaliser)
    }
  }
}

/// Selections of bounded range ε: the envelope of all pairs that can be.
///
/// Each pair is a coin with log-odds t and t - ε (Dong, Durfee and Rogers 2020). At a loss x from 0
/// to ε the greatest δ is at t = (ε + x)/2, namely (1 - e^-(ε-x)/2)² / (1 - e^-ε). A pair with
/// exactly this curve of δ dominates each of them, hence also their compositions (Zhu, Dong and
/// Wang 2022).
struct BoundedRangeLoss: LossPair {
  let epsilon: Double

  var step: Double? { epsilon }

  var continuous: ClosedRange<Double>? { -epsilon...epsilon }

  func masses(from low: Double, to high: Double) -> LossMasses {
    // With δ(x) = P - e^x Q of the losses above x, its slope is -e^x Q.
    let scale = 1 / -expm1(-epsilon)
    func above(_ place: Double) -> LossMasses {
      let root = exp(-(epsilon - place) / 2)
      return LossMasses(
        upper: scale * -expm1(-(epsilon - place) / 2),
        lower: scale * exp(-place) * root * (1 - root))
    }
    func aboveOfEither(_ place: Double) -> LossMasses {
      if place >= 0 { return above(place) }
      let mirrored = above(-place)
      return LossMasses(upper: 1 - mirrored.lower, lower: 1 - mirrored.upper)
    }
    let (near, far) = (aboveOfEither(low), aboveOfEither(high))
    return LossMasses(upper: near.upper - far.upper, lower: near.lower - far.lower)
  }
}
