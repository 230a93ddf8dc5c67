/// Exact draws of chances e^-γ and of what is built from them, in whole numbers alone.
///
/// The algorithms are those of Canonne, Kamath and Steinke (2020), figures 1 to 3. The order of the
/// draws, and fractions in lowest terms before each, are those of the published implementation
/// whose samples the tests compare with. The time of a draw depends on its outcome: draw noise
/// before anybody can time it.
enum ExactSampler<Number: NaturalNumber> {
  /// True with the chance numerator / denominator, at most 1.
  static func bernoulli(
    _ numerator: Number, _ denominator: Number, _ source: inout NoiseSource
  ) -> Bool {
    Number.uniform(below: denominator, from: &source) < numerator
  }

  /// True with the chance e^-γ for a γ up to 1, in lowest terms.
  static func exponentialBelowOne(
    _ numerator: Number, _ denominator: Number, _ source: inout NoiseSource
  ) -> Bool {
    var round: Number = 1
    while true {
      let common = Number.greatestCommonDivisor(numerator, round)
      let isTrue = bernoulli(numerator / common, denominator * (round / common), &source)
      if !isTrue { return !round.isMultiple(of: 2) }
      round += 1
    }
  }

  /// True with the chance e^-γ, where γ is a whole number and a fraction below 1.
  static func exponential(
    whole: Number, _ numerator: Number, _ denominator: Number, _ source: inout NoiseSource
  ) -> Bool {
    var left = whole
    while left > 0 {
      if !exponentialBelowOne(1, 1, &source) { return false }
      left -= 1
    }
    let common = Number.greatestCommonDivisor(numerator, denominator)
    return exponentialBelowOne(numerator / common, denominator / common, &source)
  }

  /// A number k from 0 with a chance proportional to exp(-k s / t), where the scale is t / s.
  static func geometric(_ t: Number, over s: Number, _ source: inout NoiseSource) -> Number {
    var fraction: Number
    repeat {
      fraction = Number.uniform(below: t, from: &source)
      let common = Number.greatestCommonDivisor(fraction, t)
      if exponentialBelowOne(fraction / common, t / common, &source) { break }
    } while true
    var whole: Number = 0
    while exponentialBelowOne(1, 1, &source) { whole += 1 }
    let sum = fraction + t * whole
    return s == 1 ? sum : sum / s
  }

  /// A whole number k with a chance proportional to exp(-|k| s / t).
  static func discreteLaplace(
    _ t: Number, over s: Number, _ source: inout NoiseSource
  ) -> (isNegative: Bool, magnitude: Number) {
    while true {
      let isNegative = bernoulli(1, 2, &source)
      let magnitude = geometric(t, over: s, &source)
      // A negative 0 would make 0 twice as likely.
      if !(isNegative && magnitude == 0) { return (isNegative, magnitude) }
    }
  }
}
