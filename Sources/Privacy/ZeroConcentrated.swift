internal import Foundation

/// Conversions between zero-concentrated privacy ρ (Bun and Steinke 2016) and (ε, δ).
///
/// A mechanism is ρ-zCDP when its Rényi divergence of every order α > 1 is at most α ρ. All three
/// are the tight conversion of Canonne, Kamath and Steinke (2020), corollary 13, not the closed form
/// ε = ρ + 2 √(ρ ln 1/δ).
package enum ZeroConcentrated {
  /// The least δ that ρ implies at ε.
  ///
  /// δ = min over α of exp((α-1)(αρ-ε) + α ln(1-1/α)) / (α-1).
  ///
  /// - Parameters:
  ///   - rho: 0 or more.
  ///   - epsilon: In nats, 0 or more.
  /// - Returns: From 0 to 1.
  /// - Throws: `PrivacyError` when a parameter is out of range.
  package static func delta(rho: Double, epsilon: Double) throws(PrivacyError) -> Double {
    try requireRho(rho)
    try requireLoss(epsilon)
    return bound(rho, epsilon)
  }

  /// The least ε, in nats, that ρ implies at δ.
  ///
  /// - Parameters:
  ///   - rho: 0 or more.
  ///   - delta: Strictly between 0 and 1.
  /// - Returns: 0 or more.
  /// - Throws: `PrivacyError` when a parameter is out of range.
  package static func epsilon(rho: Double, delta: Double) throws(PrivacyError) -> Double {
    try requireRho(rho)
    try requireFailure(delta)
    let loose = rho + 2 * (-rho * log(delta)).squareRoot()
    return least(below: loose) { bound(rho, $0) <= delta }
  }

  /// The greatest ρ that implies (ε, δ).
  ///
  /// - Parameters:
  ///   - epsilon: In nats, 0 or more.
  ///   - delta: Strictly between 0 and 1.
  /// - Returns: 0 or more.
  /// - Throws: `PrivacyError` when a parameter is out of range.
  package static func rho(epsilon: Double, delta: Double) throws(PrivacyError) -> Double {
    try requireLoss(epsilon)
    try requireFailure(delta)
    return least(below: epsilon + 1, downwards: true) { bound($0, epsilon) <= delta }
  }

  /// The ρ of Gaussian noise with a standard deviation, on an L2 sensitivity of 1: 1 / 2σ².
  package static func rho(noiseMultiplier: Double) -> Double {
    0.5 / (noiseMultiplier * noiseMultiplier)
  }

  /// The standard deviation of Gaussian noise that spends ρ on an L2 sensitivity of 1.
  package static func noiseMultiplier(rho: Double) -> Double { (0.5 / rho).squareRoot() }

  /// The ρ of the exponential mechanism with ε: ε² / 8, by bounded range.
  package static func rho(selectionEpsilon epsilon: Double) -> Double { epsilon * epsilon / 8 }

  /// The ε of the exponential mechanism that spends ρ.
  package static func selectionEpsilon(rho: Double) -> Double { (8 * rho).squareRoot() }

  private static func requireRho(_ rho: Double) throws(PrivacyError) {
    guard rho >= 0, rho.isFinite else {
      throw PrivacyError("rho is \(rho); give a finite one of 0 or more")
    }
  }

  /// The order solves (2α-1)ρ - ε + ln(1-1/α) = 0, whose left side rises with it.
  private static func bound(_ rho: Double, _ epsilon: Double) -> Double {
    guard rho > 0 else { return 0 }
    var (low, high) = (0.0, (epsilon + 1) / (2 * rho) + 1)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      let slope = (2 * middle + 1) * rho - epsilon + log(middle / (middle + 1))
      if slope < 0 { low = middle } else { high = middle }
    }
    let (excess, order) = (high, high + 1)
    let logarithm = excess * (order * rho - epsilon) - order * log1p(1 / excess) - log(excess)
    return min(1, exp(logarithm))
  }

  /// The end of the bracket from 0 at which the condition holds.
  private static func least(
    below high: Double, downwards: Bool = false, where holds: (Double) -> Bool
  ) -> Double {
    var (low, high) = (0.0, high)
    if holds(downwards ? high : low) { return downwards ? high : low }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return downwards ? low : high }
      if holds(middle) == downwards { low = middle } else { high = middle }
    }
  }
}
