internal import BigInt
internal import Foundation

/// Integer noise with a chance proportional to exp(-k² / 2σ²), drawn exactly.
///
/// Claim: adding it to each of several whole numbers of L2 sensitivity Δ is Δ²/2σ²-zCDP (Canonne,
/// Kamath and Steinke 2020, theorem 4), whichever neighbouring relation the sensitivity was
/// computed for. The variance is below σ², and practically σ² from σ = 1 on.
package struct DiscreteGaussian: IntegerNoise {
  /// The parameter σ, above 0.
  package let sigma: Fraction
  /// The most that one whole number changes between neighbours, 1 or more.
  package let sensitivity: Int
  private let sampler: Width

  private enum Width: Hashable, Sendable {
    case word(GaussianAcceptance<UInt64>)
    case double(GaussianAcceptance<UInt128>)
    case big(GaussianAcceptance<BigUInt>)
  }

  /// Creates the noise.
  ///
  /// - Parameters:
  ///   - sigma: Above 0, below 2¹⁰⁰.
  ///   - sensitivity: 1 or more.
  /// - Throws: `PrivacyError` when a parameter is out of range.
  package init(sigma: Fraction, sensitivity: Int = 1) throws(PrivacyError) {
    guard sigma.numerator > 0, sigma.value < 0x1p100, sensitivity > 0 else {
      throw PrivacyError(
        "discrete Gaussian noise of sigma \(sigma) and sensitivity \(sensitivity) does not exist; give a sigma above 0 and below 2^100, and a sensitivity of 1 or more"
      )
    }
    (self.sigma, self.sensitivity) = (sigma, sensitivity)
    let exact = GaussianAcceptance<BigUInt>(sigma)
    // The margin is for the rounds of a coin; the largest proposal then fits as well.
    switch exact.divisor.bitWidth {
    case ...52: sampler = .word(GaussianAcceptance(exact))
    case ...112: sampler = .double(GaussianAcceptance(exact))
    default: sampler = .big(exact)
    }
  }

  /// The release of one number with this noise.
  package var mechanism: Mechanism {
    .discreteGaussian(sigma: sigma.value, sensitivity: sensitivity)
  }

  /// Draws exactly.
  package func sample(from source: inout NoiseSource) -> Int128 {
    switch sampler {
    case .word(let acceptance): signed(acceptance.sample(&source))
    case .double(let acceptance): signed(acceptance.sample(&source))
    case .big(let acceptance): signed(acceptance.sample(&source))
    }
  }

  /// The chance of a number, to double precision.
  package func probability(of number: Int) -> Double {
    exp(-0.5 * pow(Double(number) / sigma.value, 2)) / Self.normaliser(sigma.value)
  }

  /// The sum of exp(-k² / 2σ²), or by Poisson's formula of √(2π) σ exp(-2 π² σ² k²), over all k.
  static func normaliser(_ sigma: Double) -> Double {
    let isWide = sigma > 0.4
    let rate = isWide ? 2 * Double.pi * Double.pi * sigma * sigma : 0.5 / (sigma * sigma)
    let sum = (1...12).reduce(1.0) { $0 + 2 * exp(-rate * Double($1 * $1)) }
    return isWide ? (2 * Double.pi).squareRoot() * sigma * sum : sum
  }
}

/// The step from a discrete Laplace proposal to a discrete Gaussian draw.
///
/// With σ² = a/b and t = ⌊σ⌋ + 1, a proposal y of scale t is kept with the chance e^-γ where
/// γ = (|y| - σ²/t)² / 2σ² = (|y| b t - a)² / 2abt².
struct GaussianAcceptance<Number: NaturalNumber>: Hashable, Sendable {
  let scale: Number
  let slope: Number
  let offset: Number
  let divisor: Number

  init(_ wide: GaussianAcceptance<BigUInt>) where Number: FixedWidthInteger {
    (scale, slope) = (Number(wide.scale), Number(wide.slope))
    (offset, divisor) = (Number(wide.offset), Number(wide.divisor))
  }

  /// Draws proposals until one is kept.
  func sample(_ source: inout NoiseSource) -> (isNegative: Bool, magnitude: Number) {
    while true {
      let proposal = ExactSampler<Number>.discreteLaplace(scale, over: 1, &source)
      let place = proposal.magnitude * slope
      let distance = place < offset ? offset - place : place - offset
      let (whole, rest) = Number.divideSquare(of: distance, by: divisor)
      if ExactSampler<Number>.exponential(whole: whole, rest, divisor, &source) {
        return proposal
      }
    }
  }
}

extension GaussianAcceptance where Number == BigUInt {
  init(_ sigma: Fraction) {
    let variance = sigma.squared
    scale = sigma.numerator / sigma.denominator + 1
    offset = variance.numerator
    slope = variance.denominator * scale
    divisor = 2 * offset * slope * scale
  }
}
