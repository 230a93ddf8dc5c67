/// Adds up zero-concentrated privacy.
///
/// Gaussian noise costs Δ²/2σ², discrete Gaussian noise the same (Canonne, Kamath and Steinke 2020,
/// theorem 4), a bounded-range selection ε²/8 (Cesar and Rogers 2021), and ε-private noise ε²/2
/// (Bun and Steinke 2016, proposition 1.4). Sampling has no finite useful ρ and is refused.
package struct ZCDPAccountant: Accountant {
  /// The rule's name.
  package static let name = "zcdp"

  /// The total ρ.
  package let rho: Double

  /// Adds up the events.
  package init(_ events: ComposedEvents) throws(PrivacyError) {
    var total = 0.0
    for part in events.parts { total += try Double(part.count) * Self.rho(part.mechanism) }
    rho = total
  }

  /// The δ of the tight conversion at ε.
  package func delta(epsilon: Double) throws(PrivacyError) -> Double {
    try ZeroConcentrated.delta(rho: rho, epsilon: epsilon)
  }

  /// The ε of the tight conversion at δ.
  package func epsilon(delta: Double) throws(PrivacyError) -> Double {
    try ZeroConcentrated.epsilon(rho: rho, delta: delta)
  }

  private static func rho(_ mechanism: Mechanism) throws(PrivacyError) -> Double {
    func half(_ ratio: Double) -> Double { ratio * ratio / 2 }
    switch mechanism {
    case .gaussian(let multiplier), .laplace(let multiplier): return half(1 / multiplier)
    case .discreteGaussian(let scale, let sensitivity),
      .discreteLaplace(let scale, let sensitivity):
      return half(Double(sensitivity) / scale)
    case .discreteGaussianVector(let sigma, let sensitivity): return half(sensitivity / sigma)
    case .exponential(let epsilon): return half(epsilon / 2)
    case .poissonSampled, .composed:
      throw refusal(
        mechanism,
        instead:
          "use \(RDPAccountant.name) for sampled Gaussian noise, \(PLDAccountant.name) for any")
    }
  }
}
