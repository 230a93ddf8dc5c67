internal import Foundation
internal import Statistics

/// Tails of the standard normal distribution where they underflow.
enum GaussianTail {
  /// The upper tail over the density; finite for x above -38.
  static func millsRatio(_ x: Double) -> Double {
    if x < 25 { return Normal.standard.upperTail(x) / density(x) }
    // The asymptotic series; at 25 its seventh term is below the rounding of the first.
    let square = 1 / (x * x)
    var (sum, term) = (1.0, 1.0)
    for order in 1...6 {
      term *= -Double(2 * order - 1) * square
      sum += term
    }
    return sum / x
  }

  /// The logarithm of the upper tail.
  static func logUpper(_ x: Double) -> Double {
    x < 25
      ? log(Normal.standard.upperTail(x)) : Normal.standard.logDensity(x) + log(millsRatio(x))
  }

  /// The chance of a value between the places, without cancellation in either tail.
  static func mass(from low: Double, to high: Double) -> Double {
    guard high > low else { return 0 }
    return low > 0 ? upper(low) - upper(high) : upper(-high) - upper(-low)
  }

  /// The upper tail by the C library, which is many times quicker than the exact one.
  private static func upper(_ x: Double) -> Double { 0.5 * erfc(x * 0.5.squareRoot()) }

  static func density(_ x: Double) -> Double { exp(Normal.standard.logDensity(x)) }
}

/// The exact (ε, δ) of normal noise: telling N(0, 1) from N(μ, 1).
struct GaussianCurve {
  /// The distance, above 0.
  let mu: Double

  /// Φ(-ε/μ + μ/2) - e^ε Φ(-ε/μ - μ/2) (Balle and Wang 2018, theorem 8), which at place
  /// t = ε/μ - μ/2 is a tail less the density times Mills' ratio at t + μ.
  func delta(epsilon: Double) -> Double { delta(at: epsilon / mu - mu / 2) }

  /// The ε at δ, rounded up.
  func epsilon(delta: Double) -> Double {
    guard self.delta(at: -mu / 2) > delta else { return 0 }
    var (low, high) = (-mu / 2, max(-Normal.standard.quantile(delta), -mu / 2))
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if self.delta(at: middle) > delta { low = middle } else { high = middle }
    }
    return max(0, mu * (high + mu / 2))
  }

  private func delta(at t: Double) -> Double {
    let tail = Normal.standard.upperTail(t)
    return min(1, max(0, tail - GaussianTail.density(t) * GaussianTail.millsRatio(t + mu)))
  }
}
