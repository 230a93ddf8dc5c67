internal import BigInt
internal import Foundation

/// Integer noise with a chance proportional to exp(-|k| / scale), drawn exactly.
///
/// Claim: adding it to a whole number of sensitivity Δ is Δ/scale-private, whichever neighbouring
/// relation the sensitivity was computed for.
package struct DiscreteLaplace: IntegerNoise {
  /// The scale, above 0.
  package let scale: Fraction
  /// The most that the whole number changes between neighbours, 1 or more.
  package let sensitivity: Int
  private let sampler: Width

  private enum Width: Hashable, Sendable {
    case word(t: UInt64, s: UInt64)
    case double(t: UInt128, s: UInt128)
    case big(t: BigUInt, s: BigUInt)
  }

  /// Creates the noise.
  ///
  /// - Parameters:
  ///   - scale: Above 0, below 2¹⁰⁰.
  ///   - sensitivity: 1 or more.
  /// - Throws: `PrivacyError` when a parameter is out of range.
  package init(scale: Fraction, sensitivity: Int = 1) throws(PrivacyError) {
    guard scale.numerator > 0, scale.value < 0x1p100, sensitivity > 0 else {
      throw PrivacyError(
        "discrete Laplace noise of scale \(scale) and sensitivity \(sensitivity) does not exist; give a scale above 0 and below 2^100, and a sensitivity of 1 or more"
      )
    }
    (self.scale, self.sensitivity) = (scale, sensitivity)
    let (t, s) = (scale.numerator, scale.denominator)
    // The margin is for the whole part of a draw and for the rounds of a coin.
    switch max(t.bitWidth, s.bitWidth) {
    case ...52: sampler = .word(t: UInt64(t), s: UInt64(s))
    case ...112: sampler = .double(t: UInt128(t), s: UInt128(s))
    default: sampler = .big(t: t, s: s)
    }
  }

  /// The release of one number with this noise.
  package var mechanism: Mechanism {
    .discreteLaplace(scale: scale.value, sensitivity: sensitivity)
  }

  /// Draws exactly.
  package func sample(from source: inout NoiseSource) -> Int128 {
    switch sampler {
    case .word(let t, let s):
      signed(ExactSampler<UInt64>.discreteLaplace(t, over: s, &source))
    case .double(let t, let s):
      signed(ExactSampler<UInt128>.discreteLaplace(t, over: s, &source))
    case .big(let t, let s):
      signed(ExactSampler<BigUInt>.discreteLaplace(t, over: s, &source))
    }
  }

  /// The chance of a number: tanh(1 / 2 scale) exp(-|k| / scale).
  package func probability(of number: Int) -> Double {
    let rate = 1 / scale.value
    return tanh(rate / 2) * exp(-rate * Double(number.magnitude))
  }
}

/// The number of a sign and a magnitude.
func signed(_ number: (isNegative: Bool, magnitude: some NaturalNumber)) -> Int128 {
  let magnitude = Int128(number.magnitude)
  return number.isNegative ? -magnitude : magnitude
}
