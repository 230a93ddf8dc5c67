internal import Foundation
internal import Statistics

/// The privacy of telling N(0, 1) from N(μ, 1): μ-Gaussian differential privacy.
package struct GaussianTradeOff: Sendable, Equatable {
  /// The distance μ of the two normal distributions, from 0, perfect privacy, to 1,000,000.
  package let mu: Double

  /// Creates the trade-off of a distance.
  ///
  /// - Parameter mu: From 0 to 1,000,000.
  /// - Throws: `PrivacyBoundsError` when it is out of range.
  package init(mu: Double) throws(PrivacyBoundsError) {
    guard mu >= 0, mu <= 1e6 else {
      throw PrivacyBoundsError("mu is \(mu); give one from 0 to 1,000,000")
    }
    self.mu = mu
  }

  /// The least δ at which the trade-off is (ε, δ)-private.
  ///
  /// δ(ε) = Φ(-ε/μ + μ/2) - e^ε Φ(-ε/μ - μ/2) (Dong, Roth and Su 2022, corollary 2.13). The second
  /// term is φ(t) M(t + μ) with t = ε/μ - μ/2 and M Mills' ratio, which neither overflows for large
  /// ε nor underflows alone.
  ///
  /// - Parameter epsilon: In nats, 0 or more.
  /// - Returns: From 0 to 1, decreasing in ε and increasing in μ.
  package func delta(epsilon: Double) -> Double {
    precondition(epsilon >= 0, "\(epsilon) is not a privacy loss of 0 or more")
    guard mu > 0, epsilon.isFinite else { return 0 }
    return delta(at: epsilon / mu - mu / 2)
  }

  /// The least ε, in nats, at which the trade-off is (ε, δ)-private.
  ///
  /// The solution lies below ε = μ²/2 + μ Φ⁻¹(1-δ), where the first term of δ(ε) alone is δ. It has
  /// nine digits for μ of 1e-6 or more and δ of 1e-12 or more; below, the difference of the two
  /// terms loses some.
  ///
  /// - Parameter delta: Strictly between 0 and 1.
  /// - Returns: 0 or more, increasing in μ and decreasing in δ.
  /// - Throws: `PrivacyBoundsError` when δ is not strictly between 0 and 1: at 0 every ε fails.
  package func epsilon(delta: Double) throws(PrivacyBoundsError) -> Double {
    try AuditLevel(delta: delta, significance: 0.5).requirePositiveDelta()
    guard mu > 0, self.delta(at: -mu / 2) > delta else { return 0 }
    let farthest = -Normal.standard.quantile(delta)
    // Rounding may put a bracket of no width the wrong way round.
    let t = bisect(from: -mu / 2, to: max(farthest, -mu / 2)) { self.delta(at: $0) > delta }
    return max(0, mu * (t + mu / 2))
  }

  private func delta(at t: Double) -> Double {
    let normal = Normal.standard
    let density = exp(normal.logDensity(t))
    return max(0, normal.upperTail(t) - density * millsRatio(t + mu))
  }

  /// The upper tail over the density; `x` is positive wherever this is called.
  private func millsRatio(_ x: Double) -> Double {
    let normal = Normal.standard
    if x < 25 { return normal.upperTail(x) / exp(normal.logDensity(x)) }
    // The asymptotic series; at 25 its seventh term is below the rounding of the first.
    let square = 1 / (x * x)
    var (sum, term) = (1.0, 1.0)
    for order in 1...6 {
      term *= -Double(2 * order - 1) * square
      sum += term
    }
    return sum / x
  }
}
