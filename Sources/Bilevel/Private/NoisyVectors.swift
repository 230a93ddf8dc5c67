import Foundation
package import Privacy

/// Vectors with discrete Gaussian noise that a ledger pays for, each before it is drawn.
///
/// Claim: noise of parameter sigma on each coordinate of a vector of L2 sensitivity D is D^2 / 2 sigma^2-zCDP (Canonne, Kamath and
/// Steinke 2020). Vectors are rounded to a grid before noise is added, which the sensitivity includes.
package struct NoisyVectors: Sendable {
  /// What was spent.
  package private(set) var ledger: PrivacyLedger
  private let data: String
  private let source: @Sendable (String) -> NoiseSource
  private let keep: @Sendable (PrivacyLedger) throws -> Void

  /// How fine the grid is: a sensitivity has two to this many units, at least.
  private static let gridDigits = 20
  /// The digits of the noise's parameter.
  private static let parameterDigits = 16

  /// Creates a source of noisy vectors.
  ///
  /// - Parameters:
  ///   - ledger: What pays.
  ///   - data: Names the data in the ledger, best by a digest; public.
  ///   - source: Where the noise of a label comes from.
  ///   - keep: Stores the ledger durably.
  package init(
    _ ledger: PrivacyLedger, data: String, source: @escaping @Sendable (String) -> NoiseSource,
    keep: @escaping @Sendable (PrivacyLedger) throws -> Void
  ) {
    (self.ledger, self.data, self.source, self.keep) = (ledger, data, source, keep)
  }

  /// Publishes a vector.
  ///
  /// - Parameters:
  ///   - vector: The true vector.
  ///   - sensitivity: How far it moves, in the L2 norm, between the ledger's neighbours; above 0.
  ///   - rho: What it may cost in zero-concentrated privacy.
  ///   - label: What it is, unique in the ledger.
  /// - Returns: The noisy vector, on the grid, with its noise's standard deviation.
  /// - Throws: `PrivacyError` where the budget would be exceeded or a number is not finite; what keeping throws.
  package mutating func publish(
    _ vector: [Double], sensitivity: Double, rho: Double, for label: String
  ) throws -> (values: [Double], deviation: Double) {
    let exponent = Self.gridDigits - Int(log2(sensitivity).rounded(.down))
    let grid = try ReleaseGrid(exponent: exponent, dimensions: vector.count)
    let units = try grid.sensitivity(ofDistance: sensitivity)
    let noise = try DiscreteGaussian(
      sigma: Fraction(
        rounding: units / (2 * rho).squareRoot(), .up, toBinaryDigits: Self.parameterDigits))
    let event = try PrivacyEvent(
      .discreteGaussianVector(sigma: noise.sigma.value, sensitivity: units),
      under: ledger.relation)
    var source = source(label)
    let noisy = try ledger.release(event, for: label, on: data, keeping: keep) {
      try noise.add(to: try grid.snap(vector), from: &source)
    }
    return (grid.values(noisy.values), noise.sigma.value * grid.unit)
  }
}
