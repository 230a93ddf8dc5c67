/// What a mechanism releases, as far as its privacy goes.
///
/// A sensitivity is the most that the released quantity changes between neighbours.
package indirect enum Mechanism: Hashable, Sendable, Codable {
  /// Normal noise; the multiplier is its standard deviation over the L2 sensitivity.
  case gaussian(noiseMultiplier: Double)
  /// Discrete Gaussian noise on one whole number with the given sensitivity.
  ///
  /// The parameter sigma is that of Canonne, Kamath and Steinke (2020), definition 1. Where several
  /// numbers change, compose one event for each.
  case discreteGaussian(sigma: Double, sensitivity: Int)
  /// Discrete Gaussian noise on each of many whole numbers with the given L2 sensitivity.
  case discreteGaussianVector(sigma: Double, sensitivity: Double)
  /// Laplace noise on one number; the multiplier is its scale over the sensitivity.
  case laplace(noiseMultiplier: Double)
  /// Discrete Laplace noise on one whole number: a chance proportional to exp(-|k| / scale) for k.
  case discreteLaplace(scale: Double, sensitivity: Int)
  /// A selection whose log-odds change by at most ε between neighbours (bounded range).
  ///
  /// The exponential mechanism with scores of sensitivity Δ and weights exp(ε q / 2Δ).
  case exponential(epsilon: Double)
  /// A mechanism that sees each record with the given chance, independently.
  case poissonSampled(probability: Double, Mechanism)
  /// Several mechanisms on the same data, each chosen with the outcomes of those before in view.
  case composed([Repeated])

  /// A mechanism used a number of times.
  package struct Repeated: Hashable, Sendable, Codable {
    /// What is used.
    package let mechanism: Mechanism
    /// How often, 0 or more.
    package let count: Int

    /// Pairs a mechanism with its number of uses.
    package init(_ mechanism: Mechanism, count: Int = 1) {
      (self.mechanism, self.count) = (mechanism, count)
    }
  }
}

extension Mechanism: CustomStringConvertible {
  /// The mechanism with its parameters.
  package var description: String {
    switch self {
    case .gaussian(let multiplier): "Gaussian(noise multiplier \(multiplier))"
    case .discreteGaussian(let sigma, let sensitivity):
      "discrete Gaussian(sigma \(sigma), sensitivity \(sensitivity))"
    case .discreteGaussianVector(let sigma, let sensitivity):
      "discrete Gaussian vector(sigma \(sigma), L2 sensitivity \(sensitivity))"
    case .laplace(let multiplier): "Laplace(noise multiplier \(multiplier))"
    case .discreteLaplace(let scale, let sensitivity):
      "discrete Laplace(scale \(scale), sensitivity \(sensitivity))"
    case .exponential(let epsilon): "exponential(epsilon \(epsilon))"
    case .poissonSampled(let probability, let mechanism):
      "Poisson-sampled(probability \(probability), \(mechanism))"
    case .composed(let parts):
      "composed(" + parts.map { "\($0.count) x \($0.mechanism)" }.joined(separator: ", ") + ")"
    }
  }
}

extension Mechanism {
  /// The first thing that is wrong with a parameter, in words; nil where all are in range.
  var problem: String? {
    switch self {
    case .gaussian(let parameter), .laplace(let parameter), .exponential(let parameter):
      Self.isPositive(parameter) ? nil : "\(self) needs a finite parameter above 0"
    case .discreteGaussian(let scale, let sensitivity),
      .discreteLaplace(let scale, let sensitivity):
      Self.isPositive(scale) && sensitivity > 0
        ? nil : "\(self) needs a finite scale above 0 and a sensitivity of 1 or more"
    case .discreteGaussianVector(let sigma, let sensitivity):
      Self.isPositive(sigma) && Self.isPositive(sensitivity)
        ? nil : "\(self) needs a finite sigma and a finite sensitivity above 0"
    case .poissonSampled(let probability, let mechanism):
      probability >= 0 && probability <= 1
        ? mechanism.problem : "\(self) needs a probability from 0 to 1"
    case .composed(let parts):
      parts.lazy.compactMap {
        $0.count < 0 ? "\(self) needs counts of 0 or more" : $0.mechanism.problem
      }.first
    }
  }

  private static func isPositive(_ value: Double) -> Bool { value > 0 && value.isFinite }

  /// Whether sampling records is part of the mechanism.
  var isSampled: Bool {
    switch self {
    case .poissonSampled: true
    case .composed(let parts): parts.contains { $0.mechanism.isSampled }
    default: false
    }
  }

  /// The mechanism as parts that are not compositions, with nested sampling multiplied out.
  var parts: [Repeated] {
    switch self {
    case .composed(let parts):
      parts.flatMap { part in
        part.mechanism.parts.map { Repeated($0.mechanism, count: $0.count * part.count) }
      }
    case .poissonSampled(let outer, .poissonSampled(let inner, let mechanism)):
      Mechanism.poissonSampled(probability: outer * inner, mechanism).parts
    case .poissonSampled(0, _): []
    case .poissonSampled(1, let mechanism): mechanism.parts
    default: [Repeated(self)]
    }
  }
}
